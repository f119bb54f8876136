//! Which assignment rule would take a lead, and why: the decision of a capture, made and undone.

use entity::{LeadId, assignment_rule, lead};
use sea_orm::{ColumnTrait, QueryFilter};

use super::{
    create::{NewLead, draft},
    lists::Lists,
};
use crate::{
    assignment::{self, Verdict},
    auth::{
        policy::{self, Action},
        visible_to,
    },
    context::Ctx,
    error::{Error, Result},
};

/// The lead that is judged.
#[derive(Clone, Debug)]
pub enum PreviewOf {
    /// One that is there, as if it came in now.
    Existing(LeadId),
    /// One that might come in.
    New(Box<NewLead>),
}

/// What the rules would do.
#[derive(Clone, Debug)]
pub struct AssignmentPreview {
    /// What each rule in force makes of the lead, in order.
    pub steps: Vec<PreviewStep>,
    /// What would become of it.
    pub verdict: Verdict,
}

/// What a rule makes of the lead.
#[derive(Clone, Debug)]
pub struct PreviewStep {
    /// The rule.
    pub rule: assignment_rule::Model,
    /// Whether all its conditions hold.
    pub holds: bool,
    /// Its conditions in words.
    pub reasons: String,
    /// Why it cannot take the lead, although they hold.
    pub passed_over: Option<String>,
}

/// Asks the rules about a lead, and changes nothing: no turn is taken.
///
/// # Errors
/// `FORBIDDEN`, `NOT_FOUND`, or everything that is wrong with the fields, together.
pub async fn preview_assignment(ctx: &Ctx, of: &PreviewOf) -> Result<AssignmentPreview> {
    policy::may(&ctx.actor, Action::Configure)?;
    // Dropped without a commit.
    let tx = ctx.db.begin().await?;
    let lead = match of {
        PreviewOf::Existing(id) => {
            let found = visible_to(&ctx.actor).filter(lead::Column::Id.eq(*id)).one(&*tx).await?;
            found.ok_or_else(|| Error::not_found("lead", "lead_id"))?
        }
        PreviewOf::New(new) => {
            let lists = Lists::load(&*tx).await?;
            draft(ctx, &tx, &lists, new).await?.lead
        }
    };
    let rules = assignment::Rules::load(&*tx).await?;
    let verdict = assignment::decide(ctx, &tx, &rules, &[&lead]).await?.pop().unwrap_or_default();
    let passed_over = |rule: &assignment_rule::Model| {
        let found = verdict.passed_over.iter().find(|passed| passed.rule_id == rule.id);
        found.map(|passed| passed.why.clone())
    };
    let steps = rules.judge(&lead).map(|judged| PreviewStep {
        rule: judged.rule.row.clone(),
        holds: judged.holds(),
        reasons: judged.reasons(),
        passed_over: passed_over(&judged.rule.row),
    });
    Ok(AssignmentPreview { steps: steps.collect(), verdict })
}
