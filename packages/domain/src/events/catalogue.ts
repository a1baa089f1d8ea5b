import * as z from 'zod'
import { providers } from '../entities/provider.ts'
import { accessEvents } from './catalogue/access.ts'
import { agentEvents } from './catalogue/agent.ts'
import { approvalEvents } from './catalogue/approval.ts'
import { automationEvents } from './catalogue/automation.ts'
import { commentEvents } from './catalogue/comment.ts'
import { cycleEvents } from './catalogue/cycle.ts'
import { integrationEvents } from './catalogue/integration.ts'
import { learningEvents } from './catalogue/learning.ts'
import { milestoneEvents } from './catalogue/milestone.ts'
import { modelEvents } from './catalogue/model.ts'
import { notificationEvents } from './catalogue/notification.ts'
import { organizeEvents } from './catalogue/organize.ts'
import { outgoingEvents } from './catalogue/outgoing.ts'
import { patchEvents } from './catalogue/patch.ts'
import { projectEvents } from './catalogue/project.ts'
import { runEvents } from './catalogue/run.ts'
import { runRequestEvents } from './catalogue/run-request.ts'
import { scheduleEvents } from './catalogue/schedule.ts'
import { seriesEvents } from './catalogue/series.ts'
import { suggestionEvents } from './catalogue/suggestion.ts'
import { taskEvents } from './catalogue/task.ts'
import { templateEvents } from './catalogue/template.ts'
import { timeEntryEvents } from './catalogue/time-entry.ts'
import { workspaceEvents } from './catalogue/workspace.ts'
import { envelope } from './envelope.ts'

/** Every event type of the domain. A workspace's own events (`event.send`) come beside these; see {@link CustomEvent}. */
export const eventCatalogue = {
  ...workspaceEvents,
  ...projectEvents,
  ...taskEvents,
  ...commentEvents,
  ...timeEntryEvents,
  ...cycleEvents,
  ...milestoneEvents,
  ...organizeEvents,
  ...accessEvents,
  ...automationEvents,
  ...templateEvents,
  ...seriesEvents,
  ...scheduleEvents,
  ...outgoingEvents,
  ...integrationEvents,
  ...suggestionEvents,
  ...notificationEvents,
  ...runEvents,
  ...approvalEvents,
  ...patchEvents,
  ...modelEvents,
  ...learningEvents,
  ...agentEvents,
  ...runRequestEvents,
}

export type EventType = keyof typeof eventCatalogue

/** A domain event, told apart by `type`. */
export type DomainEvent = { [T in EventType]: z.infer<(typeof eventCatalogue)[T]> }[EventType]

const reserved = new Set(Object.keys(eventCatalogue).map((type) => type.slice(0, type.indexOf('.'))))

const firstPart = (type: string) => type.slice(0, type.indexOf('.'))
const external = new Set<string>(providers)
const Dotted = z
  .string()
  .max(120)
  .regex(/^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$/, 'two or more lower-case parts with dots, e.g. `invoice.paid`')

/** The name of something that happened in a connected service, e.g. `github.pull_request.merged`. */
export const ExternalEventType = Dotted.refine(
  (type) => external.has(firstPart(type)),
  'the name of a connected service as its first part',
)

/** The name of a workspace's own event: at least two dotted parts, the first of which is none of ours, and no connected service's. */
export const CustomEventType = Dotted.refine(
  (type) => !reserved.has(firstPart(type)) && !external.has(firstPart(type)),
  'a first part other than those of Orchestrator’s own events and of the services that can be connected',
)

export const CustomEvent = z
  .strictObject({ ...envelope, type: z.string(), payload: z.unknown() })
  .meta({ id: 'CustomEvent' })
export type CustomEvent = z.infer<typeof CustomEvent>

export type AnyEvent = DomainEvent | CustomEvent

export const isEventType = (type: string): type is EventType => Object.hasOwn(eventCatalogue, type)
