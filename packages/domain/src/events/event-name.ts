import * as z from 'zod'
import { didYouMean } from '../expected.ts'
import { CustomEventType, ExternalEventType, eventCatalogue, isEventType } from './catalogue.ts'

export const isEventName = (type: string): boolean =>
  isEventType(type) || CustomEventType.safeParse(type).success || ExternalEventType.safeParse(type).success

/** What is expected where there is no such event. */
export const eventNameExpected = (given: unknown): string =>
  `an event type, e.g. task.status_changed${didYouMean(given, Object.keys(eventCatalogue))}`

/** The type of an event: one of the product's, one of a connected service, or one of somebody's own. */
export const EventName = z.string().refine(isEventName, { error: ({ input }) => eventNameExpected(input) })
