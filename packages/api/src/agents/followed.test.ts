import type { AgentRun } from '@orchestrator/domain'
import type { FollowedStep } from '@orchestrator/store'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { FollowedProgress, type Place, parsePlace } from './followed.ts'

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString()
const run = { id: 'r', prompt: 'x', status: 'running', waits: [], cancelRequestedAt: null } as unknown as AgentRun

/** What a run does next: a model says something, the step is done again, ends, or another begins beside it. */
type Act = { readonly kind: 'say'; readonly text: string } | { readonly kind: 'again' | 'end' | 'begin' }
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('say' as const), text: fc.string({ minLength: 1 }) }) },
  fc.record({ kind: fc.constantFrom('again' as const, 'end' as const, 'begin' as const) }),
)
/** How its follower learns of it: by the notice, by a look at the rows, not yet, or only after a new connection. */
const way = fc.constantFrom('notice' as const, 'look' as const, 'late' as const, 'reconnect' as const)

type Acts = readonly (readonly [Act, 'notice' | 'look' | 'late' | 'reconnect', number])[]

/** Plays a run and its follower, who is to know all of it at the end. */
function follow(acts: Acts): void {
  const steps: FollowedStep[] = []
  let progress = new FollowedProgress(undefined)
  let place: Place | undefined
  const seen = new Map<number, { attempt: number; text: string; ended: boolean }>()
  const take = (sent: string) => {
    for (const message of sent.split('\n\n').filter((one) => one !== '')) {
      const [, event = '', id, json = '{}'] = /^event: (\w+)\n(?:id: (\S+)\n)?data: (.*)$/.exec(message) ?? []
      const data = JSON.parse(json)
      if (id !== undefined) place = parsePlace(id)
      if (event === 'step' && seen.get(data.step)?.attempt !== data.attempt)
        seen.set(data.step, { attempt: data.attempt, text: '', ended: false })
      const known = seen.get(data.step)
      if (known && event === 'step') known.ended ||= data.status !== 'running'
      if (known && event === 'text') {
        expect(data.from).toBeLessThanOrEqual(known.text.length)
        known.text = known.text.slice(0, data.from) + data.text
      }
    }
  }
  let clock = 0
  for (const [{ kind, ...what }, how, which] of acts) {
    clock++
    const open = steps.filter(({ status }) => status === 'running')
    const step = open[which % Math.max(1, open.length)]
    if (kind === 'begin' && open.length < 2)
      steps.push({
        ...{ n: steps.length, kind: 'model', agent: 'a', name: '', status: 'running', error: null, attempts: 1 },
        ...{ partial: '', startedAt: at(clock), endedAt: null },
      })
    let notice: Parameters<FollowedProgress['say']>[0] | undefined
    if (step) {
      const from = step.partial.length
      const text = 'text' in what ? what.text : ''
      const next = {
        ...step,
        ...(kind === 'say' && { partial: step.partial + text }),
        ...(kind === 'again' && { attempts: step.attempts + 1, partial: '' }),
        ...(kind === 'end' && { status: 'completed' as const, endedAt: at(clock) }),
      }
      steps[step.n] = next
      if (kind === 'say') notice = { step: step.n, attempt: step.attempts, from, text }
    }
    if (how === 'reconnect') progress = new FollowedProgress(place)
    const look = () => take(progress.look({ run, steps: steps.filter(({ n }) => n >= progress.from) }))
    if (how === 'look' || how === 'reconnect') look()
    else if (how === 'notice' && notice) {
      const said = progress.say(notice)
      if (said === null) look()
      else take(said)
    }
  }
  take(progress.look({ run, steps: steps.filter(({ n }) => n >= progress.from) }))
  expect([...seen.entries()].sort(([a], [b]) => a - b)).toEqual(
    steps.map(({ n, attempts, partial, status }) => [
      n,
      { attempt: attempts, text: partial, ended: status !== 'running' },
    ]),
  )
}

test('whatever is lost meanwhile, a follower has each step’s text at the end', () =>
  fc.assert(fc.property(fc.array(fc.tuple(act, way, fc.nat({ max: 1 })), { maxLength: 40 }), follow), { numRuns: 500 }))

test('a place is what a message had as its id', () => {
  expect(parsePlace('3.1')).toEqual({ step: 3, attempt: 1, length: 0 })
  expect(parsePlace('3.1.120')).toEqual({ step: 3, attempt: 1, length: 120 })
  expect(parsePlace('3.1.end')).toEqual({ step: 3, attempt: 1, length: 'end' })
  for (const text of ['', '3', '3.', '3.1.', '3.1.-1', '3.1.x', '1.2.3.4', '99999999999.1'])
    expect(parsePlace(text)).toBeUndefined()
})
