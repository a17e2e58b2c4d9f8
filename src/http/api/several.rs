//! Lists in request bodies, with limits on the number of items.

use serde::{Deserialize, Deserializer, de::Error};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ArrayBuilder, Ref, RefOr, Schema},
};

/// A list of at least `LEAST` and at most `MOST` items.
pub(super) struct Several<T, const LEAST: usize, const MOST: usize>(pub(super) Vec<T>);

impl<'de, T: Deserialize<'de>, const LEAST: usize, const MOST: usize> Deserialize<'de> for Several<T, LEAST, MOST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let items = Vec::deserialize(deserializer)?;
        if (LEAST..=MOST).contains(&items.len()) {
            return Ok(Self(items));
        }
        let least = if LEAST > 0 { format!("{LEAST} to") } else { "at most".to_owned() };
        Err(D::Error::custom(format_args!("This must be a list of {least} {MOST} items.")))
    }
}

impl<T: ToSchema, const LEAST: usize, const MOST: usize> PartialSchema for Several<T, LEAST, MOST> {
    fn schema() -> RefOr<Schema> {
        ArrayBuilder::new()
            .items(Ref::from_schema_name(T::name()))
            .min_items((LEAST > 0).then_some(LEAST))
            .max_items(Some(MOST))
            .into()
    }
}

impl<T: ToSchema, const LEAST: usize, const MOST: usize> ToSchema for Several<T, LEAST, MOST> {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((T::name().into_owned(), T::schema()));
        T::schemas(schemas);
    }
}
