//! Which media type the client wants, by `Accept`.

use axum::http::{HeaderMap, StatusCode, header};

use crate::http::Refusal;

/// What an answer may be written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// `application/graphql-response+json`: the status tells how the request fared.
    GraphQlResponse,
    /// `application/json`, as ever: a well-formed request is 200.
    Json,
    /// `text/event-stream`.
    EventStream,
}

/// What the client takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// What it likes best.
    pub best: Media,
    /// Whether it also takes a stream: clients that list both want it for subscriptions.
    pub streams: bool,
}

impl Media {
    /// As it is written in `Content-Type`.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::GraphQlResponse => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
            Self::EventStream => "text/event-stream",
        }
    }
}

/// What the headers accept; `application/json` when they say nothing.
///
/// # Errors
/// 406 when nothing that we write is accepted.
pub fn accepted(headers: &HeaderMap) -> Result<Accepted, Refusal> {
    let values = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let mut ranges: Vec<Range> = values.flat_map(|value| value.split(',')).filter_map(Range::parse).collect();
    if !headers.contains_key(header::ACCEPT) {
        return Ok(Accepted { best: Media::Json, streams: false });
    }
    // Stable: of equals, the one that the client wrote first.
    ranges.sort_by(|a, b| b.quality.total_cmp(&a.quality).then_with(|| a.is_wild().cmp(&b.is_wild())));
    let refused: Vec<&str> =
        ranges.iter().filter(|range| range.quality == 0.0).map(|range| &*range.name).collect();
    let best = ranges.iter().filter(|range| range.quality > 0.0).find_map(|range| range.media(&refused));
    let best = best.ok_or_else(|| {
        let message = "answers are written as `application/graphql-response+json`, `application/json` or \
                       `text/event-stream`; accept one of them";
        Refusal::new(StatusCode::NOT_ACCEPTABLE, "NOT_ACCEPTABLE", message)
    })?;
    let streams = ranges.iter().any(|range| range.name == "text/event-stream" && range.quality > 0.0);
    Ok(Accepted { best, streams })
}

struct Range {
    name: String,
    quality: f32,
}

impl Range {
    /// `None` for what cannot be served: another encoding than UTF-8, or nothing at all.
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split(';').map(str::trim);
        let name = parts.next().filter(|name| !name.is_empty())?.to_ascii_lowercase();
        let mut quality = 1.0;
        for part in parts {
            let (key, value) = part.split_once('=').unwrap_or((part, ""));
            match key.trim().to_ascii_lowercase().as_str() {
                "q" => quality = value.trim().parse().unwrap_or(0.0_f32).clamp(0.0, 1.0),
                "charset" if !is_utf8(value) => return None,
                _ => {}
            }
        }
        Some(Self { name, quality })
    }

    fn is_wild(&self) -> bool {
        self.name.contains('*')
    }

    fn media(&self, refused: &[&str]) -> Option<Media> {
        let unless_refused = |media, name| (!refused.contains(&name)).then_some(media);
        let json = || unless_refused(Media::Json, "application/json");
        let graphql = || unless_refused(Media::GraphQlResponse, "application/graphql-response+json");
        match self.name.as_str() {
            "application/graphql-response+json" => Some(Media::GraphQlResponse),
            "application/json" => Some(Media::Json),
            "text/event-stream" => Some(Media::EventStream),
            "application/*" | "*/*" => json().or_else(graphql),
            _ => None,
        }
    }
}

/// Whether a value of `charset` names UTF-8.
pub fn is_utf8(charset: &str) -> bool {
    let charset = charset.trim().trim_matches('"');
    charset.eq_ignore_ascii_case("utf-8") || charset.eq_ignore_ascii_case("utf8")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(accept: &str) -> Option<Media> {
        let headers = HeaderMap::from_iter([(header::ACCEPT, accept.parse().unwrap())]);
        accepted(&headers).ok().map(|accepted| accepted.best)
    }

    #[test]
    fn the_best_is_taken() {
        for (accept, media) in [
            ("application/graphql-response+json", Some(Media::GraphQlResponse)),
            ("application/json; charset=utf-8", Some(Media::Json)),
            ("application/json; charset=utf-16", None),
            ("*/*", Some(Media::Json)),
            ("application/*;q=0.1", Some(Media::Json)),
            ("*/*, application/graphql-response+json", Some(Media::GraphQlResponse)),
            ("application/json;q=0.5, application/graphql-response+json;q=0.9", Some(Media::GraphQlResponse)),
            ("application/json, application/graphql-response+json", Some(Media::Json)),
            ("application/json;q=0, */*", Some(Media::GraphQlResponse)),
            ("TEXT/event-stream", Some(Media::EventStream)),
            ("text/html, image/png", None),
            ("text/html, */*;q=0.8", Some(Media::Json)),
            ("", None),
        ] {
            assert_eq!(best(accept), media, "{accept}");
        }
        assert_eq!(accepted(&HeaderMap::new()).unwrap().best, Media::Json);
    }
}
