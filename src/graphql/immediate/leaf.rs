//! Leaves of the schema as values.

use async_graphql::{ID, Name, Value, resolver_utils::EnumType};

use crate::graphql::enums;

/// What a field without selections holds.
pub trait Leaf {
    /// As it is written in the answer.
    fn into_value(self) -> Value;
}

impl Leaf for String {
    fn into_value(self) -> Value {
        Value::String(self)
    }
}

impl Leaf for ID {
    fn into_value(self) -> Value {
        Value::String(self.0)
    }
}

impl Leaf for bool {
    fn into_value(self) -> Value {
        Value::Boolean(self)
    }
}

impl Leaf for i32 {
    fn into_value(self) -> Value {
        Value::Number(self.into())
    }
}

impl Leaf for i64 {
    fn into_value(self) -> Value {
        Value::Number(self.into())
    }
}

impl<T: Leaf> Leaf for Option<T> {
    fn into_value(self) -> Value {
        self.map_or(Value::Null, T::into_value)
    }
}

impl<T: Leaf> Leaf for Vec<T> {
    fn into_value(self) -> Value {
        Value::List(self.into_iter().map(T::into_value).collect())
    }
}

macro_rules! choices {
    ($($name:ident),+ $(,)?) => {$(
        impl Leaf for enums::$name {
            fn into_value(self) -> Value {
                choice(self)
            }
        }
    )+};
}

choices!(LeadStatus, LifecycleState, LeadKind, Level, Rating, ReadinessToBuy, Consent, Role);

fn choice<T: EnumType>(value: T) -> Value {
    let item = T::items().iter().find(|item| item.value == value);
    item.map_or(Value::Null, |item| Value::Enum(Name::new(item.name)))
}
