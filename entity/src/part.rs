//! Rows of which only some columns are read: a list shows few of a lead's eighty.

/// Gives `Model::of_part`: a row from the columns that were selected, in their order. The others are blank, so only
/// somebody who knows what was selected may look at it.
macro_rules! parts {
    ($($column:ident $field:ident),+ $(,)?) => {
        impl Model {
            /// A row of which only these columns were selected, beginning at `start`; the others are blank.
            ///
            /// # Errors
            /// A column is missing, or holds what it should not.
            pub fn of_part(
                row: &sea_orm::QueryResult,
                start: usize,
                columns: &[Column],
            ) -> Result<Self, sea_orm::DbErr> {
                let mut model = Self { $($field: Default::default()),+ };
                for (index, column) in columns.iter().enumerate() {
                    match column {
                        $(Column::$column => model.$field = row.try_get_by_index(start + index)?,)+
                    }
                }
                Ok(model)
            }
        }
    };
}

pub(crate) use parts;
