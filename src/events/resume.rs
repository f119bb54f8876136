//! A place that came with the request instead of with its document.

/// Where a client stopped reading, as its transport knows: `Last-Event-ID` of server-sent events. Put into a request's
/// data, it takes the place of the argument `after` of a subscription that can be resumed: who comes again repeats its
/// first request, an old `after` included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResumeAfter(pub String);
