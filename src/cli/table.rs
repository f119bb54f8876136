//! Text in columns.

/// Close enough for the alphabets of addresses and names.
fn wide(text: &str) -> usize {
    text.chars().count()
}

/// Rows under headers, each column as wide as its widest cell.
pub fn table(headers: &[&str], rows: &[Vec<String>]) -> String {
    let widest = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column)).map(|cell| wide(cell));
        cells.chain([wide(headers[column])]).max().unwrap_or_default()
    };
    let widths: Vec<usize> = (0..headers.len()).map(widest).collect();
    let line = |cells: Vec<&str>| {
        let padded = cells.iter().zip(&widths).map(|(cell, width)| {
            let gap = width.saturating_sub(wide(cell));
            format!("{cell}{}", " ".repeat(gap))
        });
        padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    let body = rows.iter().map(|row| line(row.iter().map(String::as_str).collect()));
    [line(headers.to_vec())].into_iter().chain(body).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    #[test]
    fn columns_are_as_wide_as_they_must() {
        let rows = [vec!["1".to_owned(), "Jürgen".to_owned()], vec!["12345678".to_owned(), "x".to_owned()]];
        assert_eq!(super::table(&["NO", "NAME"], &rows), "NO        NAME\n1         Jürgen\n12345678  x");
    }
}
