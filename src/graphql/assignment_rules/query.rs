//! Reading the rules, and asking what they would do.

use async_graphql::{ComplexObject, Context, ID, InputObject, Object, SimpleObject};
use entity::{UnitId, UserId};

use super::AssignmentRule;
use crate::{
    assignment,
    db::PageRequest,
    error::{Code, Error},
    graphql::{
        connection::{self, Connection, Edge},
        context::cx,
        errors::Result,
        leads::LeadFields,
        loaders::one,
        node::read_id,
        organisation::Unit,
        users::User,
    },
    leads::{self, AssignmentPreview as Preview, NewLead, PreviewOf, PreviewStep},
};

/// Rules that there are taken to be, for the cost.
const RULES: usize = 20;

/// A lead for the rules to judge: give either `leadId` or `lead`.
#[derive(Clone, Debug, InputObject)]
pub struct AssignmentPreviewInput {
    /// One that is there: what if it came in now?
    pub lead_id: Option<ID>,
    /// One that might come in.
    pub lead: Option<LeadFields>,
}

/// What the rules in force would do with a lead. Nothing is changed, and no turn is taken.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct AssignmentPreview {
    /// The rule that would take it; absent when none does.
    pub rule: Option<AssignmentRule>,
    /// The id of the unit that it would be in.
    pub unit_id: Option<ID>,
    /// Why, in a sentence or two; without a rule, that none takes it.
    pub explanation: String,
    /// What each rule in force makes of it, in order.
    pub steps: Vec<AssignmentPreviewStep>,
    #[graphql(skip)]
    unit: Option<UnitId>,
    #[graphql(skip)]
    assignee: Option<UserId>,
}

/// What a rule makes of a lead.
#[derive(Clone, Debug, SimpleObject)]
pub struct AssignmentPreviewStep {
    /// The rule.
    pub rule: AssignmentRule,
    /// Whether all its conditions hold.
    pub holds: bool,
    /// Each condition in words, and how the lead stands to it.
    pub reasons: String,
    /// Why it cannot take the lead although its conditions hold: its user is away or inactive, or the lead's type is for
    /// other units. Absent: it can, or a rule before it took the lead.
    pub passed_over: Option<String>,
}

#[ComplexObject]
impl AssignmentPreview {
    /// The unit that it would be in; absent: none.
    async fn unit(&self, ctx: &Context<'_>) -> Option<Result<Unit>> {
        one(ctx, self.unit).await
    }

    /// Who would work on it; absent when it would wait.
    async fn assignee(&self, ctx: &Context<'_>) -> Option<Result<User>> {
        one(ctx, self.assignee).await
    }
}

/// Reading the rules.
#[derive(Default)]
pub struct AssignmentRuleQuery;

#[Object]
impl AssignmentRuleQuery {
    /// All assignment rules, in order. For admins.
    #[graphql(complexity = "connection::cost(__ctx, __variables_definition, __field, child_complexity)")]
    async fn assignment_rules(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many (1 to 100; 20 when neither `first` nor `last` is given).")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many (1 to 100).")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Edge<AssignmentRule>>> {
        let cx = cx(ctx)?;
        let page = PageRequest::new(first, after.as_deref(), last, before.as_deref())?;
        let rows = assignment::list(cx, &page).await?;
        let total = connection::total(ctx, assignment::count(cx)).await?;
        Ok(AssignmentRule::connection(rows, total))
    }

    /// Which assignment rule would take a lead, and why: to try rules before and after they are changed. For admins.
    #[graphql(complexity = "connection::list_cost(RULES, child_complexity)")]
    async fn assignment_preview(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The lead.")] input: Box<AssignmentPreviewInput>,
    ) -> Result<AssignmentPreview> {
        let cx = cx(ctx)?;
        let of = match (input.lead_id, input.lead) {
            (Some(id), None) => PreviewOf::Existing(read_id(&id, "lead_id")?),
            (None, Some(fields)) => {
                PreviewOf::New(Box::new(NewLead { status: None, fields: fields.read()? }))
            }
            _ => {
                return Err(
                    Error::refused(Code::Invalid, &["input"], "give either `leadId` or `lead`").into()
                );
            }
        };
        Ok(Box::pin(leads::preview_assignment(cx, &of)).await?.into())
    }
}

impl From<Preview> for AssignmentPreview {
    fn from(preview: Preview) -> Self {
        let Preview { steps, verdict } = preview;
        let explanation =
            if steps.is_empty() { "No rule is in force.".to_owned() } else { verdict.in_words() };
        let decision = verdict.decision;
        let taken_by = decision.as_ref().map(|decision| decision.rule_id);
        let rule = steps.iter().find(|step| Some(step.rule.id) == taken_by);
        let rule = rule.map(|step| step.rule.clone().into());
        let (unit, assignee) =
            decision.map_or((None, None), |decision| (decision.unit_id, decision.assignee_id));
        let step = |step: PreviewStep| AssignmentPreviewStep {
            rule: step.rule.into(),
            holds: step.holds,
            reasons: step.reasons,
            passed_over: step.passed_over,
        };
        Self {
            rule,
            unit_id: unit.map(|id| id.to_string().into()),
            explanation,
            steps: steps.into_iter().map(step).collect(),
            unit,
            assignee,
        }
    }
}
