//! Statuses and lost reasons as other systems call them.

use entity::LeadStatus;

use super::field::folded;

/// Where other systems' words put a lead. Words that say only that it was closed, or that it became a customer without
/// telling how, are not among them: nobody becomes a customer here without having qualified.
const STATUSES: &[(&str, LeadStatus)] = &[
    ("open", LeadStatus::New),
    ("opennotcontacted", LeadStatus::New),
    ("notcontacted", LeadStatus::New),
    ("neu", LeadStatus::New),
    ("assigned", LeadStatus::New),
    ("workingcontacted", LeadStatus::Contacted),
    ("attemptedtocontact", LeadStatus::Contacted),
    ("attempted", LeadStatus::Contacted),
    ("connected", LeadStatus::Contacted),
    ("kontaktiert", LeadStatus::Contacted),
    ("hot", LeadStatus::Warm),
    ("interested", LeadStatus::Warm),
    ("notinterested", LeadStatus::Cold),
    ("nurture", LeadStatus::Nurturing),
    ("nurtured", LeadStatus::Nurturing),
    ("badtiming", LeadStatus::Nurturing),
    ("recycled", LeadStatus::Nurturing),
    ("working", LeadStatus::InProgress),
    ("opendeal", LeadStatus::InProgress),
    ("inbearbeitung", LeadStatus::InProgress),
    ("inprocess", LeadStatus::InProgress),
    ("qualifiziert", LeadStatus::Qualified),
    ("salesqualifiedlead", LeadStatus::Qualified),
    ("sql", LeadStatus::Qualified),
    ("proposition", LeadStatus::ProposalSent),
    ("proposal", LeadStatus::ProposalSent),
    ("quotesent", LeadStatus::ProposalSent),
    ("angebot", LeadStatus::ProposalSent),
    ("negotiationreview", LeadStatus::Negotiation),
    ("verhandlung", LeadStatus::Negotiation),
    ("paused", LeadStatus::OnHold),
    ("pausiert", LeadStatus::OnHold),
    ("won", LeadStatus::ClosedWon),
    ("gewonnen", LeadStatus::ClosedWon),
    ("converted", LeadStatus::ClosedWon),
    ("closedconverted", LeadStatus::ClosedWon),
    ("lost", LeadStatus::ClosedLost),
    ("verloren", LeadStatus::ClosedLost),
    ("closednotconverted", LeadStatus::ClosedLost),
    ("dead", LeadStatus::ClosedLost),
    ("unqualified", LeadStatus::Disqualified),
    ("junk", LeadStatus::Disqualified),
    ("junklead", LeadStatus::Disqualified),
];

/// Lost reasons under other names.
const REASONS: &[(&str, &str)] = &[
    ("tooexpensive", "PRICE"),
    ("expensive", "PRICE"),
    ("preis", "PRICE"),
    ("zuteuer", "PRICE"),
    ("losttocompetitor", "COMPETITOR"),
    ("competition", "COMPETITOR"),
    ("mitbewerber", "COMPETITOR"),
    ("konkurrenz", "COMPETITOR"),
    ("budget", "NO_BUDGET"),
    ("keinbudget", "NO_BUDGET"),
    ("nobudgetlostfunding", "NO_BUDGET"),
    ("unresponsive", "NO_RESPONSE"),
    ("noanswer", "NO_RESPONSE"),
    ("keineantwort", "NO_RESPONSE"),
    ("nodecisionnonresponsive", "NO_RESPONSE"),
    ("notinterested", "NO_NEED"),
    ("keinbedarf", "NO_NEED"),
    ("badtiming", "TIMING"),
    ("notafit", "NOT_A_FIT"),
];

/// The status that a word stands for.
pub(super) fn status(text: &str) -> Option<LeadStatus> {
    let word = folded(text);
    let own = LeadStatus::ALL.iter().copied().find(|status| folded(status.as_str()) == word);
    own.or_else(|| STATUSES.iter().find(|(known, _)| *known == word).map(|(_, status)| *status))
}

/// The key of a lost reason that a text stands for: by key or name, else by a common other name.
pub(super) fn lost_reason(text: &str, reasons: &[entity::lost_reason::Model]) -> Option<String> {
    let word = folded(text);
    let own = reasons.iter().find(|reason| folded(&reason.key) == word || folded(&reason.name) == word);
    let other = || REASONS.iter().find(|(known, _)| *known == word).map(|(_, key)| (*key).to_owned());
    own.map(|reason| reason.key.clone()).or_else(other)
}

/// The key of a source that a text stands for: by key or name, else by a common other name.
pub(super) fn source(text: &str, sources: &[entity::lead_source::Model]) -> Option<String> {
    let word = folded(text);
    let own = sources.iter().find(|source| folded(&source.key) == word || folded(&source.name) == word);
    let other = || {
        let key = match word.as_str() {
            "web" | "website" | "directtraffic" | "webform" => "WEB_SITE",
            "organicsearch" | "searchengine" | "google" => "SEO",
            "tradeshow" | "event" | "messe" | "exhibition" => "FAIR",
            "phoneinquiry" | "phone" | "telephone" | "coldcall" => "CALL_CENTRE",
            "organicsocial" | "paidsocial" | "facebook" | "linkedin" | "twitter" | "instagram" => {
                "SOCIAL_MEDIA"
            }
            "employeereferral" | "externalreferral" | "partnerreferral" | "customerreferral" | "partner"
            | "wordofmouth" | "empfehlung" | "referrals" => "REFERRAL",
            "emailmarketing" | "email" => "MAILING",
            "purchasedlist" | "list" => "MARKETING_LIST",
            "offlinesources" => "IMPORT",
            _ => return None,
        };
        sources.iter().find(|source| source.key == key).map(|source| source.key.clone())
    };
    own.map(|source| source.key.clone()).or_else(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_are_known_by_our_words_and_by_those_of_others() {
        for (text, expected) in [
            ("PROPOSAL_SENT", LeadStatus::ProposalSent),
            ("On hold", LeadStatus::OnHold),
            ("Open - Not Contacted", LeadStatus::New),
            ("Working - Contacted", LeadStatus::Contacted),
            ("ATTEMPTED_TO_CONTACT", LeadStatus::Contacted),
            ("Unqualified", LeadStatus::Disqualified),
            ("Proposition", LeadStatus::ProposalSent),
            ("Won", LeadStatus::ClosedWon),
        ] {
            assert_eq!(status(text), Some(expected), "{text}");
        }
        assert_eq!(status("Schrödinger"), None);
    }
}
