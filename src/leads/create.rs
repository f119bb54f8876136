//! A lead comes in.

use entity::{
    Authority, BudgetStatus, Consent, LeadKind, LeadStatus, Need, ReadinessToBuy, StatusChangeId, Timing,
    lead,
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{create_many::insert, details, lists::Lists, patch::LeadPatch, save::Written, status_info};
use crate::{
    auth::{
        policy::{self, Action},
        reach,
    },
    context::{Ctx, Mode},
    db::Tx,
    error::{Code, Error, Result},
};

/// Source whose leads begin as `REFERRAL`.
const REFERRAL_SOURCE: &str = "REFERRAL";
/// Lead type of leads for which none is given.
const STANDARD_TYPE: &str = "STANDARD";

/// A lead to be added.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct NewLead {
    /// `NEW` or `REFERRAL`; by default `REFERRAL` when somebody referred it.
    pub status: Option<LeadStatus>,
    /// Its fields.
    pub fields: LeadPatch,
}

/// Adds a lead.
///
/// # Errors
/// Everything that is wrong with the fields, together.
pub async fn create(ctx: &Ctx, new: &NewLead, mode: Mode) -> Result<Written> {
    policy::may(&ctx.actor, Action::CreateLead)?;
    ctx.write("createLead", mode, new, async |tx| {
        let lists = Lists::load(&**tx).await?;
        let draft = draft(ctx, tx, &lists, new).await?;
        let mut written = insert(ctx, tx, vec![draft]).await?;
        written.pop().ok_or_else(|| Error::fault("one lead went in, none came out"))
    })
    .await
}

/// A lead as it will be, checked; only its number is still missing, and perhaps who gets it.
pub(super) struct Draft {
    pub lead: lead::Model,
    /// Whether the capture names neither assignee nor unit: then the assignment rules decide.
    pub goes_by_rules: bool,
}

/// Drafts a lead.
///
/// # Errors
/// Everything that is wrong with the fields, together.
pub(super) async fn draft(ctx: &Ctx, tx: &Tx, lists: &Lists, new: &NewLead) -> Result<Draft> {
    let status = first_status(new)?;
    let mut lead = blank(ctx, lists, status, new)?;
    if new.fields.lead_type_key.is_none() {
        let standard = lists.usable_lead_type(&ctx.actor, STANDARD_TYPE);
        standard.map_err(|problem| Error::Refused(vec![problem]))?;
    }
    if let Some(user) = ctx.actor.user_id() {
        lead.group_id = reach::first_group(&**tx, user).await?;
    }
    details::apply(ctx, &**tx, lists, &mut lead, &new.fields).await?;
    if new.status.is_none() && came_by_referral(lists, &lead) {
        lead.status = LeadStatus::Referral;
    }
    if !lead.probability_is_manual {
        lead.probability = status_info(lead.status).default_probability.unwrap_or_default();
    }
    let goes_by_rules = lead.assignee_id.is_none() && lead.unit_id.is_none();
    Ok(Draft { lead, goes_by_rules })
}

fn first_status(new: &NewLead) -> Result<LeadStatus> {
    match new.status {
        None => Ok(LeadStatus::New),
        Some(status @ (LeadStatus::New | LeadStatus::Referral)) => Ok(status),
        Some(_) => {
            let message = "a lead begins as NEW or REFERRAL; change its status afterwards";
            Err(Error::refused(Code::IllegalTransition, &["status"], message))
        }
    }
}

fn came_by_referral(lists: &Lists, lead: &lead::Model) -> bool {
    let source = lead.source_id.and_then(|source| lists.source_key(source));
    lead.referrer_lead_id.is_some() || source == Some(REFERRAL_SOURCE)
}

fn blank(ctx: &Ctx, lists: &Lists, status: LeadStatus, new: &NewLead) -> Result<lead::Model> {
    let key = new.fields.lead_type_key.as_deref().unwrap_or(STANDARD_TYPE);
    let lead_type = lists.lead_type(key).map_err(|problem| Error::Refused(vec![problem]))?;
    let now = ctx.clock.now();
    let status_change_id: StatusChangeId = ctx.new_id();
    Ok(lead::Model {
        id: ctx.new_id(),
        number: 0,
        kind: LeadKind::Person,
        first_name: None,
        last_name: None,
        company: None,
        job_title: None,
        email: None,
        email_key: None,
        phone: None,
        phone_e164: None,
        website: None,
        street: None,
        postal_code: None,
        city: None,
        region: None,
        country: None,
        locale: None,
        time_zone: None,
        source_id: None,
        campaign_id: None,
        referrer_lead_id: None,
        referrer_contact_id: None,
        initial_interest: None,
        products_of_interest: json!([]),
        target_amount_minor: None,
        target_currency: None,
        priority: lead_type.default_priority,
        importance: lead_type.default_importance,
        probability: 0,
        probability_is_manual: false,
        readiness_to_buy: ReadinessToBuy::Unknown,
        rating: None,
        score: 0,
        budget_status: BudgetStatus::Unknown,
        budget_amount_minor: None,
        budget_currency: None,
        authority: Authority::Unknown,
        need: Need::Unknown,
        need_text: None,
        timing: Timing::Unknown,
        timing_date: None,
        start_date: ctx.clock.today(),
        estimated_days: None,
        expected_completion_date: None,
        expected_completion_is_manual: false,
        overdue_noticed_for: None,
        completed_at: None,
        last_touch_at: now,
        next_activity_at: None,
        lead_type_id: lead_type.id,
        group_id: None,
        unit_id: None,
        assignee_id: None,
        assignment_id: None,
        waiting_since: None,
        accepted_at: None,
        escalated_at: None,
        first_response_at: None,
        status,
        status_change_id,
        status_since: now,
        held_from: None,
        resume_on: None,
        inactive_since: None,
        snoozed_until: None,
        stale_warned_at: None,
        lost_reason_id: None,
        lost_note: None,
        lost_competitor: None,
        converted_account_id: None,
        converted_contact_id: None,
        converted_opportunity_id: None,
        converted_at: None,
        do_not_contact: false,
        email_consent: Consent::Unknown,
        sms_consent: Consent::Unknown,
        custom_fields: json!({}),
        search_text: String::new(),
        version: 1,
        created_at: now,
        created_by: ctx.actor.user_id(),
        updated_at: now,
        updated_by: ctx.actor.user_id(),
        deleted_at: None,
        erased_at: None,
    })
}
