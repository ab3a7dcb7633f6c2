"""One type an id, so that ids of different things don't mix."""

from __future__ import annotations

from typing import NewType

ActivityId = NewType("ActivityId", str)
AnnouncementId = NewType("AnnouncementId", str)
AssumptionId = NewType("AssumptionId", str)
AudienceId = NewType("AudienceId", str)
AuthorityId = NewType("AuthorityId", str)
BedSpaceId = NewType("BedSpaceId", str)
BudgetId = NewType("BudgetId", str)
CaveatId = NewType("CaveatId", str)
ChangeId = NewType("ChangeId", str)
ClaimId = NewType("ClaimId", str)
ConditionId = NewType("ConditionId", str)
ConflictId = NewType("ConflictId", str)
ContingentId = NewType("ContingentId", str)
CourseId = NewType("CourseId", str)
CriterionId = NewType("CriterionId", str)
DecisionId = NewType("DecisionId", str)
DrawId = NewType("DrawId", str)
EffectId = NewType("EffectId", str)
EnablerId = NewType("EnablerId", str)
InstitutionId = NewType("InstitutionId", str)
LevelId = NewType("LevelId", str)
MilestoneId = NewType("MilestoneId", str)
ModeId = NewType("ModeId", str)
NationId = NewType("NationId", str)
NeedId = NewType("NeedId", str)
NegotiationId = NewType("NegotiationId", str)
OptionId = NewType("OptionId", str)
PartnerActivityId = NewType("PartnerActivityId", str)
PartnerId = NewType("PartnerId", str)
PauseId = NewType("PauseId", str)
PledgeId = NewType("PledgeId", str)
PostId = NewType("PostId", str)
PriorId = NewType("PriorId", str)
ProgrammeId = NewType("ProgrammeId", str)
RedLineId = NewType("RedLineId", str)
RotationId = NewType("RotationId", str)
ScenarioId = NewType("ScenarioId", str)
ShockId = NewType("ShockId", str)
SiteId = NewType("SiteId", str)
SkillId = NewType("SkillId", str)
SourceId = NewType("SourceId", str)
StockId = NewType("StockId", str)
SupportId = NewType("SupportId", str)
TransferId = NewType("TransferId", str)
TriggerId = NewType("TriggerId", str)

# Ids that may point into more than one table.
WorkId = NewType("WorkId", str)
"""An activity of the mission or of a partner."""

GateId = NewType("GateId", str)
"""What a start may wait for: an authority, a condition or a decision."""

SubjectId = NewType("SubjectId", str)
"""What a change is about: a row of one of the tables that what-ifs name."""

BesideId = NewType("BesideId", str)
"""What a change names beside its subject: a nation or a site."""

MeasuredId = NewType("MeasuredId", str)
"""What a criterion measures: an activity, authority, condition, course, need or programme."""

SignalId = NewType("SignalId", str)
"""What a trigger watches: an activity, authority, condition, partner, programme or site."""

TargetId = NewType("TargetId", str)
"""What a trigger acts on: an activity, mode, option or pledge."""
