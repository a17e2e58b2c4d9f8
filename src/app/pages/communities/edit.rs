//! What a community is called and about, its icon and its banner; and its end.

use super::{
    fields::{Fields, Typed},
    frame::{Frame, Section, visited},
};
use crate::{
    app::{
        components::{ButtonForm, Field, Form, FormProblem, Success, problem_of},
        served::{Content, PageRequest},
        start::FormAnswer,
    },
    model::{
        categories::Category,
        communities::{CommunityCard, CommunityDetail, CommunityPicture},
        errors::Problem,
        ids::CommunityId,
    },
    services::categories,
};
use leptos::prelude::*;

/// What is to be known of a picture: as large as [`AVATAR_LARGEST`](crate::model::accounts::AVATAR_LARGEST).
const HINT: &str = "JPEG, PNG or WebP, up to 8 MB.";

/// The forms of a community, for its owner.
///
/// # Errors
/// [`Problem::NotFound`] where it is not there or not the caller's to see; [`Problem::NotAllowed`] for others.
pub async fn edit(request: PageRequest) -> Result<Content, Problem> {
    if let Some(visited) = visited(Section::Edit, &request) {
        return Ok(visited);
    }
    let frame = Frame::of(Section::Edit, &request).await?;
    let categories = categories::all(&request.caller.site).await?;
    Ok(frame.around(move |community| {
        view! {
            <Success query="saved" words="Your changes have been saved. A new picture can take a moment to appear." />
            <Forms community categories answer=request.answer />
        }
    }))
}

/// Which of the forms a refusal is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Refused {
    Words,
    Pictures,
    Delete,
}

impl Refused {
    fn of(answer: &FormAnswer) -> Self {
        if answer.typed.contains_key("confirmed") {
            Self::Delete
        } else if answer.typed.contains_key("name") {
            Self::Words
        } else {
            Self::Pictures
        }
    }
}

#[component]
fn Forms(community: CommunityDetail, categories: Vec<Category>, answer: FormAnswer) -> impl IntoView {
    let CommunityDetail { card, banner, .. } = community;
    let (refused, typed) = (Refused::of(&answer), Typed::of(&answer, Some(&card)));
    let problem_with = |form: Refused| answer.problem.clone().filter(|_| form == refused);
    let problem = problem_with(Refused::Words);
    let (id, icon) = (card.id, card.icon.map(|icon| icon.address()));
    view! {
        <Form
            action="/fn/edit_community"
            submit="Save"
            look="button--primary"
            busy="Saving"
            done="Saved. One moment."
            problem=problem.clone()
        >
            <input type="hidden" name="community" value=id.to_string() />
            <Fields typed categories problem />
        </Form>
        <section class="community__part" aria-labelledby="pictures">
            <h2 class="page__section-title" id="pictures">"Pictures"</h2>
            <FormProblem problem=problem_with(Refused::Pictures) />
            <PictureForm community=id kind=CommunityPicture::Icon present=icon />
            <PictureForm community=id kind=CommunityPicture::Banner present=banner />
        </section>
        <Delete card problem=problem_with(Refused::Delete) />
    }
}

/// Chooses a picture of the community, or removes it. Before the field stands the present one, and a script shows there what was chosen.
#[component]
fn PictureForm(community: CommunityId, kind: CommunityPicture, present: Option<String>) -> impl IntoView {
    let name = kind.name();
    let (id, hint, action) = (format!("{name}-file"), format!("{name}-hint"), format!("/c/{community}/{name}"));
    let (label, class, submit, remove) = match kind {
        CommunityPicture::Icon => ("Icon", "picture-picker", "Save icon", "Remove icon"),
        CommunityPicture::Banner => ("Banner", "picture-picker picture-picker--wide", "Save banner", "Remove banner"),
    };
    let current = present.clone().map(|address| view! { <img class="picture-picker__picture" src=address alt="" /> });
    view! {
        <div class="community__picture">
            <Form action=action.clone() submit look="button--secondary" busy="Uploading" done="Saved. One moment." problem=None>
                <div class="field">
                    <label class="field__label" for=id.clone()>{label}</label>
                    <div class=class>
                        <span class="picture-picker__preview" aria-hidden="true">{current}</span>
                        <div class="picture-picker__choice">
                            <input
                                class="file-input"
                                id=id.clone()
                                name="picture"
                                type="file"
                                accept="image/*"
                                required
                                aria-describedby=hint.clone()
                                data-preview="picture"
                            />
                            <p class="field__hint" id=hint.clone()>{HINT}</p>
                        </div>
                    </div>
                </div>
            </Form>
            {present.is_some().then(|| view! {
                <ButtonForm action fields=vec![("remove", "1".to_owned())] class="button button--quiet">{remove}</ButtonForm>
            })}
        </div>
    }
}

/// The end of a community. Its name is typed once more before.
#[component]
fn Delete(card: CommunityCard, problem: Option<Problem>) -> impl IntoView {
    let wrong = problem_of(&problem, "confirmed");
    let open = problem.is_some();
    view! {
        <details class="disclosure community__part" open=open>
            <summary class="disclosure__toggle">"Delete this community"</summary>
            <div class="disclosure__body community__part">
                <p>"All its channels, messages and pictures will be deleted for good. You can’t undo this."</p>
                <p>"To confirm, enter its name: "<strong dir="auto">{card.name.clone()}</strong></p>
                <Form
                    action="/fn/delete_community"
                    submit="Delete community"
                    look="button--danger"
                    busy="Deleting the community"
                    done="Deleted. One moment."
                    problem
                >
                    <input type="hidden" name="community" value=card.id.to_string() />
                    <Field name="confirmed" label="Name of the community" autocomplete="off" typed=String::new() wrong />
                </Form>
            </div>
        </details>
    }
}

#[cfg(test)]
mod tests {
    use super::HINT;
    use crate::model::{accounts::AVATAR_LARGEST, errors::Bytes};

    #[test]
    fn the_hint_says_how_large_a_file_may_be() {
        assert!(HINT.contains(&Bytes(AVATAR_LARGEST).to_string()));
    }
}
