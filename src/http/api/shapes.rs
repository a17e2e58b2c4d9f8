//! Bodies that come in several shapes, told apart by which fields they have. One table defines the shapes for the
//! document and for reading.

use super::bodies::shaped;
use crate::model::errors::Problem;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::marker::PhantomData;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{Object, OneOfBuilder, RefOr, Schema},
};

/// Fields that belong together: the first one makes the choice, and the others may come with it.
pub(super) type Group = &'static [&'static str];

/// A body that has exactly one group of each choice.
pub(super) trait Shapes: DeserializeOwned + ToSchema {
    /// The choices, each with its groups.
    const CHOICES: &'static [&'static [Group]];
}

/// The schema of such a body: one shape for each combination.
pub(super) struct OneOf<T>(PhantomData<T>);

impl<T: Shapes> OneOf<T> {
    /// Reads a body.
    ///
    /// # Errors
    /// [`Problem::Invalid`] if the body has none of the shapes, or a field is wrong.
    pub(super) fn read(body: Value) -> Result<T, Problem> {
        let has = |field: &str| body.get(field).is_some();
        for choice in T::CHOICES {
            let mut chosen = choice.iter().filter(|group| has(group[0]));
            let (Some(group), None) = (chosen.next(), chosen.next()) else {
                let names: Vec<_> = choice.iter().map(|group| format!("“{}”", group[0])).collect();
                return Err(Problem::field(choice[0][0], format!("Send exactly one of {}.", names.join(", "))));
            };
            if body[group[0]].is_null() {
                return Err(Problem::field(group[0], "This field is required."));
            }
            let others = choice.iter().flat_map(|other| other.iter());
            if let Some(stray) = others.filter(|field| has(field)).find(|field| !group.contains(field)) {
                return Err(Problem::field(stray, format!("This cannot be combined with “{}”.", group[0])));
            }
        }
        shaped(body)
    }

    /// One shape for each combination of choices.
    fn shapes() -> Vec<Object> {
        let RefOr::T(Schema::Object(whole)) = T::schema() else { return Vec::new() };
        let mut shapes = vec![whole];
        for choice in T::CHOICES {
            let narrowed = |shape: &Object| choice.iter().map(|group| narrow(shape.clone(), choice, group)).collect();
            shapes = shapes.iter().flat_map::<Vec<_>, _>(narrowed).collect();
        }
        shapes
    }
}

/// The shape with this group of a choice, without its other groups.
fn narrow(mut shape: Object, choice: &[Group], group: Group) -> Object {
    let among = |groups: &[Group], name: &str| groups.iter().any(|group| group.contains(&name));
    shape.properties.retain(|name, _| !among(choice, name) || among(&[group], name));
    shape.required.push(group[0].to_owned());
    shape.description = None;
    shape
}

impl<T: Shapes> PartialSchema for OneOf<T> {
    fn schema() -> RefOr<Schema> {
        let RefOr::T(Schema::Object(whole)) = T::schema() else { return T::schema() };
        let shapes = OneOfBuilder::new().description(whole.description).examples(whole.examples);
        Self::shapes().into_iter().fold(shapes, OneOfBuilder::item).into()
    }
}

impl<T: Shapes> ToSchema for OneOf<T> {
    fn name() -> std::borrow::Cow<'static, str> {
        T::name()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        T::schemas(schemas);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;
    use serde_json::json;

    #[derive(Debug, Deserialize, ToSchema)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its shape matters")]
    struct Wish {
        ids: Option<Vec<u8>>,
        all: Option<bool>,
        q: Option<String>,
        add: Option<u8>,
        remove: Option<u8>,
    }

    impl Shapes for Wish {
        const CHOICES: &'static [&'static [Group]] = &[&[&["ids"], &["all", "q"]], &[&["add"], &["remove"]]];
    }

    #[test]
    fn a_body_has_one_of_each_choice() {
        for right in [json!({"ids": [1], "add": 1}), json!({"all": true, "q": null, "remove": 2})] {
            assert!(OneOf::<Wish>::read(right.clone()).is_ok(), "{right}");
        }
        for (wrong, at) in [
            (json!({}), "ids"),
            (json!([]), "ids"),
            (json!({"ids": [1], "all": true, "add": 1}), "ids"),
            (json!({"ids": null, "add": 1}), "ids"),
            (json!({"ids": [1], "q": "x", "add": 1}), "q"),
            (json!({"all": true}), "add"),
            (json!({"all": true, "add": 1, "remove": 1}), "add"),
            (json!({"all": true, "add": 1, "more": 1}), "more"),
            (json!({"ids": [1, "x"], "add": 1}), "ids[1]"),
        ] {
            let Err(Problem::Invalid { fields }) = OneOf::<Wish>::read(wrong.clone()) else { panic!("{wrong}") };
            assert_eq!(fields[0].field, at, "{wrong}");
        }
    }

    #[test]
    fn the_document_has_each_shape() {
        let schema = serde_json::to_value(OneOf::<Wish>::schema()).unwrap();
        let shapes = schema["oneOf"].as_array().unwrap();
        let required: Vec<_> = shapes.iter().map(|shape| shape["required"].clone()).collect();
        let expected = [["ids", "add"], ["ids", "remove"], ["all", "add"], ["all", "remove"]];
        assert_eq!(required, expected.map(|fields| json!(fields)));
        assert_eq!(shapes[2]["properties"].as_object().unwrap().len(), 3);
        assert!(shapes.iter().all(|shape| shape["additionalProperties"] == json!(false)));
    }
}
