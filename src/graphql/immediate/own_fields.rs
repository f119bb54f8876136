//! The fields that an object's own row answers: declared once, with the columns that each reads.

/// Declares them: `values` are leaves and are answered at once; `objects` have fields of their own.
macro_rules! own_fields {
    (
        $(#[$doc:meta])*
        pub struct $name:ident($row:ty, $column:ty) {
            values { $($(#[$value_doc:meta])* $value:ident $value_name:literal: $value_type:ty [$($value_column:ident)*] = |$vrow:ident| $read:expr;)* }
            objects { $($(#[$object_doc:meta])* $object:ident $object_name:literal: $object_type:ty [$($object_column:ident)*] = |$orow:ident| $make:expr;)* }
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $name(pub std::sync::Arc<$row>);

        #[async_graphql::Object]
        impl $name {
            $(
                $(#[$value_doc])*
                #[graphql(name = $value_name)]
                fn $value(&self) -> $value_type {
                    let $vrow = &*self.0;
                    $read
                }
            )*
            $(
                $(#[$object_doc])*
                #[graphql(name = $object_name)]
                fn $object(&self) -> $object_type {
                    let $orow = &*self.0;
                    $make
                }
            )*
        }

        impl $name {
            /// The columns that each field reads.
            #[allow(dead_code, reason = "users are read whole")]
            pub const COLUMNS: &[(&str, &[$column])] = &[
                $(($value_name, &[$(<$column>::$value_column),*]),)*
                $(($object_name, &[$(<$column>::$object_column),*]),)*
            ];

            /// The answer to a field that is a leaf.
            pub fn value(&self, field: &str) -> Option<async_graphql::Value> {
                Some(match field {
                    $($value_name => {
                        let $vrow = &*self.0;
                        let value: $value_type = $read;
                        $crate::graphql::immediate::Leaf::into_value(value)
                    })*
                    _ => return None,
                })
            }
        }
    };
}

pub(crate) use own_fields;
