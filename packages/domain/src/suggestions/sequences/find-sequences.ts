import { deriveId } from '../../ids.ts'
import { evidenceOf } from '../evidence.ts'
import type { ByHand, Finding } from '../finding.ts'
import type { History, TaskAct } from '../history.ts'
import { associate } from './associate.ts'
import type { Association } from './conditions-for.ts'
import { followAll, windowMs } from './follow.ts'
import { literal } from './triggers.ts'

/** So much of what people did has to be new to make another rule of it. */
const leastNew = 0.5
/** Two that answer to the same this often are one rule. */
const sameOccasions = 0.8
const mostRules = 20

/** What people always do after something happened, each as a rule that would do it. */
export function findSequences(history: History): Finding[] {
  const explained = new Set<TaskAct>()
  const kept = causesFirst(associate(followAll(history), history.until)).filter(({ followed }) => {
    const acts = followed.map(({ by }) => by)
    if (acts.filter((by) => !explained.has(by)).length < leastNew * acts.length) return false
    for (const by of acts) explained.add(by)
    return true
  })
  const upTo = history.acts.findLast(({ at }) => at + windowMs <= history.until)?.seq ?? 0
  return joined(kept)
    .slice(0, mostRules)
    .map((habits) => ({ suggestion: suggest(history, habits), byHand: { ...doneByHand(habits), upTo } }))
}

/** With several habits, what all of them say. */
function doneByHand(habits: readonly Association[]): Omit<ByHand, 'upTo'> {
  const done = habits.map(({ followed, alreadySo }) => ({
    followed: new Set(followed.map(({ act }) => act.seq)),
    alreadySo: new Set(alreadySo.map(({ seq }) => seq)),
  }))
  const all = new Set(done.flatMap(({ followed, alreadySo }) => [...followed, ...alreadySo]))
  const met = [...all].filter((seq) => done.every((one) => one.followed.has(seq) || one.alreadySo.has(seq)))
  const alreadySo = new Set(met.filter((seq) => done.every((one) => one.alreadySo.has(seq))))
  return { followed: new Set(met.filter((seq) => !alreadySo.has(seq))), alreadySo }
}

/**
 * Where one thing is always followed by two others, the second follows on the first of these as surely: those whose trigger is itself
 * what people do after something come last.
 */
function causesFirst(associations: readonly Association[]): readonly Association[] {
  const answers = new Set(associations.flatMap(({ followed }) => followed.map(({ by }) => by)))
  const isAnswer = ({ followed }: Association) =>
    followed.filter(({ act }) => answers.has(act)).length >= sameOccasions * followed.length
  const later = new Set(associations.filter(isAnswer))
  return [...associations.filter((one) => !later.has(one)), ...later]
}

/** Habits with the same trigger and condition that go together become one. */
function joined(associations: readonly Association[]): [Association, ...Association[]][] {
  const rules: [Association, ...Association[]][] = []
  for (const one of associations) {
    const rule = rules.find(
      ([first, ...rest]) =>
        conditionOf(first) === conditionOf(one) &&
        first.trigger.when === one.trigger.when &&
        [first, ...rest].every(({ response }) => response.place !== one.response.place) &&
        shared(first, one) >= sameOccasions,
    )
    if (rule) rule.push(one)
    else rules.push([one])
  }
  // In the order in which people do it.
  for (const rule of rules) rule.sort((a, b) => a.delay - b.delay)
  return rules
}

function shared(a: Association, b: Association): number {
  const acts = new Set(a.followed.map(({ act }) => act))
  const both = b.followed.filter(({ act }) => acts.has(act)).length
  return both / Math.min(a.followed.length, b.followed.length)
}

const conditionOf = ({ trigger, features }: Association): string =>
  [trigger.cel, ...features.map(({ cel }) => cel).sort()].filter((part) => part !== null).join(' && ')

/** Its confidence is the least of its habits'. */
function suggest(history: History, habits: [Association, ...Association[]]): Finding['suggestion'] {
  const [first] = habits
  const { trigger, features } = first
  const projects = new Set(first.followed.map(({ act }) => act.task.projectId))
  const [projectId = null] = projects.size === 1 ? projects : []
  // Where nobody did it yet, it is not for a rule to begin.
  const only = projectId !== null && !features.some(({ key }) => key.startsWith('projectId '))
  const condition = [conditionOf(first), ...(only ? [`event.task.projectId == ${literal(projectId)}`] : [])]
    .filter((part) => part !== '')
    .join(' && ')
  const subject = ['When a task', ...features.map(({ words }) => words), ...(only ? [`in ${projectId}`] : [])]
  const actions = habits.map(({ response }) => response.words).join(' and ')
  const title = named(history, `${subject.join(' ')} ${trigger.words}, ${actions}`)
  const { followed, happened, lift } = first
  const responses = habits.map(({ response }) => response.key).sort()
  return {
    id: deriveId(history.workspaceId, 'sequence', trigger.key, ...features.map(({ key }) => key).sort(), ...responses),
    kind: 'sequence',
    projectId,
    title,
    why: `It happened ${happened} times, and ${followed.length} times somebody did that within a day: ${lift >= 100 ? 'over 100' : lift.toFixed(1)} times as often as after all else.`,
    confidence: Math.min(...habits.map(({ confidence }) => confidence)),
    backtest: {
      ...{ would: happened + first.alreadySo.length, asByHand: followed.length, alreadySo: first.alreadySo.length },
      ...{ otherwise: happened - followed.length, missed: first.missed },
    },
    evidence: evidenceOf(
      followed.map(({ act }) => [
        act,
        ...habits.flatMap((one) => one.followed.filter((other) => other.act === act).map((other) => other.by)),
      ]),
    ),
    commands: [
      {
        type: 'rule.create',
        data: {
          name: title.slice(0, 200),
          when: trigger.when,
          ...(condition !== '' && { if: condition }),
          then: actionsOf(habits),
        },
      },
    ],
  }
}

const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g

const named = ({ names }: History, words: string): string => words.replace(uuid, (id) => names.get(id) ?? '(gone)')

/** Changes of the event's own task are one action. */
function actionsOf(habits: readonly Association[]): Readonly<Record<string, unknown>>[] {
  const actions: Record<string, unknown>[] = []
  for (const { response } of habits) {
    const { action, taskId, addTags, ...fields } = response.action as {
      action: string
      taskId?: string
      addTags?: readonly string[]
    }
    const update = action === 'task.update' && taskId === undefined ? actions.find(isOwnUpdate) : undefined
    if (!update) actions.push({ ...response.action })
    else {
      Object.assign(update, fields)
      if (addTags) update['addTags'] = [...((update['addTags'] as string[] | undefined) ?? []), ...addTags]
    }
  }
  return actions
}

const isOwnUpdate = (action: Readonly<Record<string, unknown>>) =>
  action['action'] === 'task.update' && action['taskId'] === undefined
