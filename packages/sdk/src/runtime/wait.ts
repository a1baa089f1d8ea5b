import { atom, conditionData } from '../condition/condition.ts'
import { type Duration, toMilliseconds } from '../duration.ts'
import { PlaybookDefinitionError } from '../errors.ts'
import type { WaitFor, WaitForAnyOptions, WaitForOptions } from '../run/context.ts'
import { on } from '../trigger/on.ts'
import { type EventSource, partsOf, type Trigger, type TriggerParts } from '../trigger/trigger.ts'
import type { StepCounter } from './call.ts'
import { parseEvent } from './parse-event.ts'
import type { RunEvent, RuntimePort, WaitSource } from './port.ts'

interface Source {
  readonly key: string
  readonly parts: TriggerParts
}

/** `waitFor` and `waitFor.any` of a run. */
export function createWaitFor(playbookId: string, trigger: RunEvent, port: RuntimePort, steps: StepCounter): WaitFor {
  /** The seq of the event that a wait last gave, by what it waits for. */
  const given = new Map<string, number>()

  const wait = async (name: string, sources: readonly Source[], options: WaitForAnyOptions) => {
    const timeoutMs = timeoutOf(options.timeout, name)
    const asked = sources.map(({ key, parts }) => {
      const condition = waitCondition(playbookId, parts)
      const identity = JSON.stringify([parts.eventTypes, condition])
      const afterSeq = options.after?.seq ?? given.get(identity) ?? trigger.seq
      return {
        identity,
        parts,
        source: { key, eventTypes: parts.eventTypes, condition, afterSeq } satisfies WaitSource,
      }
    })
    const types = [...new Set(sources.flatMap(({ parts }) => parts.eventTypes))].join(' or ')
    const step = steps.take(
      name,
      `wait for ${types} (${timeoutMs === null ? 'never ends' : `at most ${typeof options.timeout === 'string' ? options.timeout : `${timeoutMs} ms`}`})`,
    )
    const reply = await port.waitFor(
      step,
      asked.map(({ source }) => source),
      { timeoutMs },
    )
    const winner = reply && asked.find(({ source }) => source.key === reply.key)
    if (!reply || !winner) return null
    given.set(winner.identity, reply.event.seq)
    return { which: reply.key, event: await parseEvent(winner.parts, reply.event) }
  }

  const waitFor = async (source: EventSource, options: WaitForOptions<never>) => {
    const trigger = (on as (source: EventSource, options: { readonly if?: unknown }) => Trigger)(
      source,
      options?.if === undefined ? {} : { if: options.if },
    )
    const parts = requireParts(trigger, 'waitFor')
    const reply = await wait('waitFor', [{ key: 'event', parts }], options)
    return reply?.event ?? null
  }
  const any = async (sources: Readonly<Record<string, Trigger>>, options: WaitForAnyOptions) => {
    const named = Object.entries(sources).map(([key, one]) => ({
      key,
      parts: requireParts(one, `waitFor.any: ${key}`),
    }))
    if (named.length === 0) throw new PlaybookDefinitionError('waitFor.any: name at least one source')
    return wait('waitFor.any', named, options)
  }
  return Object.assign(waitFor, { any }) as unknown as WaitFor
}

/** What is waited for as data. Webhooks and manual starts are only those of this playbook's kind. */
function waitCondition(playbookId: string, parts: TriggerParts): WaitSource['condition'] {
  const own =
    parts.kind === 'webhook'
      ? atom((constants) => `event.webhook == ${constants.constant(parts.path)}`)
      : parts.kind === 'manual'
        ? atom((constants) => `event.playbook == ${constants.constant(playbookId)}`)
        : undefined
  const condition = own && parts.condition ? own.and(parts.condition) : (own ?? parts.condition)
  return condition ? conditionData(condition, 'params') : null
}

function timeoutOf(timeout: Duration | 'never' | undefined, name: string): number | null {
  if (timeout === undefined)
    throw new PlaybookDefinitionError(`${name}: timeout is missing; say how long, e.g. '3 days', or 'never'`)
  return timeout === 'never' ? null : toMilliseconds(timeout, `${name}: timeout`)
}

function requireParts(trigger: Trigger, what: string): TriggerParts {
  const parts = partsOf(trigger)
  if (!parts) throw new PlaybookDefinitionError(`${what} takes what on(…) gives`)
  return parts
}
