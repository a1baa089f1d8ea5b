import type { Rule } from '../../entities/rule.ts'
import type { RuleTrigger } from '../../entities/rule-trigger.ts'
import type { Ejection } from './ejection.ts'
import { printSchema } from './print-schema.ts'
import { callOf, celText, literal, quote } from './source.ts'

/** What `when` of the playbook is. A condition that can only be asked within the run is left for it. */
export interface PrintedTrigger {
  readonly code: string
  readonly left: string | null
}

export function printTrigger({ when, if: condition }: Pick<Rule, 'when' | 'if'>, ejection: Ejection): PrintedTrigger {
  const left = condition !== null && readsRequest(when, condition) ? condition : null
  const asked: [string, string][] = condition === null || left !== null ? [] : [['if', printCel(condition, ejection)]]
  const call = (name: string, values: readonly string[], options: readonly [string, string][]) =>
    callOf(name, values, [...options, ...asked])
  if (typeof when === 'string') return { code: call('on', [ejection.sourceOf(when)], []), left }
  if ('run' in when) return { code: call('on.run', [quote(when.run), quote(when.on)], []), left }
  if ('schedule' in when) return { code: call('on.schedule', [], printSchedule(when.schedule)), left }
  if ('webhook' in when) {
    const { webhook, verify, hmac, body } = when
    const proof: [string, string][] =
      hmac !== undefined ? [['hmac', literal(hmac)]] : verify === 'standard' ? [] : [['verify', quote(verify)]]
    return { code: call('on.webhook', [quote(webhook)], [...printOwn('body', body, ejection), ...proof]), left }
  }
  return { code: call('on.manual', [], printOwn('input', when.manual.input, ejection)), left }
}

/** What the request to start a rule says of it, that to start a playbook does not. */
export const readsRequest = (when: RuleTrigger, text: string): boolean =>
  typeof when !== 'string' && 'manual' in when && /\b(?:event|trigger)\.(?:rule|type)\b/.test(text)

export function printCel(cel: string, ejection: Ejection): string {
  return `${ejection.import('cel')}\`${celText(cel)}\``
}

/** As when nothing is said. */
const defaults: Readonly<Record<string, unknown>> = { overlap: 'skip', catchUp: 'latest', catchUpWindow: '7 days' }

const printSchedule = (spec: object): [string, string][] =>
  Object.entries(spec).flatMap(([name, value]): [string, string][] =>
    value === undefined || defaults[name] === value ? [] : [[name, literal(value)]],
  )

function printOwn(field: 'body' | 'input', schema: object | undefined, ejection: Ejection): [string, string][] {
  if (!schema) return []
  const { code, typed } = printSchema(schema as Readonly<Record<string, unknown>>)
  if (!typed) ejection.opaque = field
  ejection.needsZod = true
  const constant = ejection.constant(field === 'body' ? 'Body' : 'Input', code)
  return [[field, constant]]
}
