import type { SuggestionKind } from '../../entities/suggestion.ts'
import type { Task } from '../../entities/task.ts'
import type { AnyEvent } from '../../events/catalogue.ts'
import { LogWriter } from './log-writer.ts'

/** Something that is to be found. */
export interface Planted {
  readonly kind: SuggestionKind
  readonly name: string
  /** The tasks of which it consists. */
  readonly tasks: ReadonlySet<string>
  /** What has to be in the command that is suggested. */
  readonly expected: readonly string[]
}

export interface PlantedHistory {
  readonly events: readonly AnyEvent[]
  readonly until: number
  readonly planted: readonly Planted[]
}

const minute = 60_000
const day = 86_400_000
const words = 'login search export import billing profile upload cache mail table report menu token chart page'.split(
  ' ',
)
const generic = 'Review,Testing,Deploy,Documentation,Design,Kickoff,Estimate,Research,Cleanup,Demo,Retro,Budget'.split(
  ',',
)

/** A history of so many days in which patterns lie amid noise and amid what only looks like one. */
export function plantHistory(seed: number, days = 180): PlantedHistory {
  const log = new LogWriter(seed, days)
  const [product, office] = [log.project(log.start, 'Product'), log.project(log.start, 'Office')]
  const planted = [...plantRecurring(log, office), ...plantHabits(log, product), ...plantStructures(log, office)]
  addNoise(log, product)
  addLookalikes(log, product, office)
  return { events: log.events(), until: log.start + days * day, planted }
}

function plantRecurring(log: LogWriter, projectId: string): Planted[] {
  const plant = (name: string, rrule: string, on: readonly number[], title: (day: number) => string, jitter = 0) => {
    const tasks = new Set<string>()
    for (const one of on) {
      if (log.random() < 0.07) continue
      const shifted = one + (log.random() < 0.2 ? jitter : 0)
      tasks.add(log.task(log.onDay(shifted), { projectId, title: title(shifted) }).id)
    }
    return { kind: 'recurring' as const, name, tasks, expected: [rrule] }
  }
  const all = Array.from({ length: log.days }, (_, n) => n)
  const date = (n: number) => new Date(log.start + n * day)
  const weekday = (n: number) => date(n).getUTCDay()
  const firstOfWeekday = (n: number) => date(n).getUTCDate() <= 7
  return [
    plant(
      'working days',
      'BYDAY=MO,TU,WE,TH,FR',
      all.filter((n) => weekday(n) % 6 !== 0).slice(-60),
      () => 'Check the backups',
    ),
    plant(
      'weekly',
      'FREQ=WEEKLY;BYDAY=FR',
      all.filter((n) => weekday(n) === 5),
      (n) => `Weekly report KW ${Math.floor(n / 7) + 2}`,
      1,
    ),
    plant(
      'twice a week',
      'BYDAY=TU,TH',
      all.filter((n) => weekday(n) === 2 || weekday(n) === 4),
      () => 'Water the plants',
    ),
    plant(
      'every second week',
      'INTERVAL=2;BYDAY=MO',
      all.filter((n) => n % 14 === 0),
      (n) => `Plan sprint ${n / 14 + 1}`,
    ),
    plant(
      'monthly by day',
      'BYMONTHDAY=15',
      all.filter((n) => date(n).getUTCDate() === 15),
      (n) => `Pay invoices ${date(n).toISOString().slice(0, 7)}`,
      1,
    ),
    plant(
      'monthly by weekday',
      'BYDAY=1WE',
      all.filter((n) => weekday(n) === 3 && firstOfWeekday(n)),
      () => 'Board meeting agenda',
    ),
  ]
}

function plantHabits(log: LogWriter, projectId: string): Planted[] {
  const [ada, bob] = log.members as [string, string]
  const kept = () => log.random() < 0.95
  const soon = (at: number) => at + (2 + log.random() * 200) * minute
  const plant = (name: string, times: number, expected: readonly string[], act: (at: number, n: number) => Task) => {
    const tasks = new Set(Array.from({ length: times }, (_, n) => act(log.onDay(log.random() * (log.days - 3)), n).id))
    return { kind: 'sequence' as const, name, tasks, expected }
  }
  return [
    plant('bugs are urgent and Ada’s', 16, ['task.created', '"bug"', '"priority":"high"', ada], (at, n) => {
      const task = log.task(at, { projectId, type: 'bug', title: `The ${words[n % words.length]} fails` })
      if (kept()) log.change(soon(at), task, { priority: 'high' })
      if (kept()) log.change(soon(at), task, { assigneeId: ada })
      return task
    }),
    plant('legal goes to Bob', 12, ['task.updated', 'legal', bob], (at, n) => {
      const task = log.task(at - 2 * day, { projectId, title: `Contract ${words[n]}` })
      log.change(at, task, { tags: ['legal'] })
      if (kept()) log.change(soon(at), task, { assigneeId: bob })
      return task
    }),
    plant(
      'reviews are followed up',
      12,
      ['status_changed', 'completed', 'Follow up: {{event.task.title}}'],
      (at, n) => {
        const task = log.task(at - 2 * day, { projectId, title: `Audit ${words[n]} ${n}`, tags: ['review'] })
        log.change(at, task, { status: 'completed' })
        if (kept()) log.task(soon(at), { projectId, title: `Follow up: ${task.title}` })
        return task
      },
    ),
    plant('stories get tests', 12, ['task.created', '"story"', 'Write the tests', '{{event.task.id}}'], (at, n) => {
      const task = log.task(at, { projectId, type: 'story', title: `As a user I ${words[n]}` })
      if (kept()) log.task(soon(at), { projectId, parentId: task.id, title: 'Write the tests' })
      return task
    }),
  ]
}

function plantStructures(log: LogWriter, office: string): Planted[] {
  const people = ['Grace', 'Linus', 'Barbara', 'Ken', 'Edsger']
  const steps = [
    'Order a laptop for',
    'Create accounts of',
    'Show the house to',
    'Plan the first week of',
    'Sign contract of',
  ]
  const onboarding = new Set<string>()
  for (const [n, name] of people.entries()) {
    const at = log.onDay(10 + n * 30)
    const root = log.task(at, { projectId: office, title: `Onboard ${name}` })
    for (const [m, step] of steps.entries()) {
      if (log.random() < 0.1) continue
      onboarding.add(
        log.task(at + (m + 1) * minute, { projectId: office, parentId: root.id, title: `${step} ${name}` }).id,
      )
    }
  }
  const launches = new Set<string>()
  for (const [n, name] of ['Alpha', 'Beta', 'Gamma', 'Delta'].entries()) {
    const at = log.onDay(5 + n * 40)
    const projectId = log.project(at, `Launch ${name}`)
    const made = ['Write the brief', 'Choose the venue', 'Invite the press', 'Print the posters', 'Book the band'].map(
      (title, m) => log.task(at + (m + 1) * minute, { projectId, title }),
    )
    if (made[0] && made[3]) log.relate(at + 30 * minute, made[0], made[3])
    log.task(at + 40 * minute, { projectId, title: `Call the ${log.pick(words)} people` })
    for (const { id } of made) launches.add(id)
  }
  return [
    { kind: 'structure', name: 'onboarding', tasks: onboarding, expected: ['Onboard {{variables.name}}', 'laptop'] },
    {
      kind: 'structure',
      name: 'launches',
      tasks: launches,
      expected: ['Launch {{variables.name}}', 'precedes', 'posters'],
    },
  ]
}

/** Daily work: tasks that are made, begun, given to somebody and done. */
function addNoise(log: LogWriter, projectId: string): void {
  for (let n = 0; n < log.days * 2; n++) {
    const at = log.onDay(log.random() * (log.days - 4))
    const title = `${log.pick(['Improve', 'Rework', 'Discuss', 'Measure'])} ${log.pick(words)} ${log.pick(words)}`
    const task = log.task(at, { projectId, title, type: log.pick(['task', 'chore'] as const) })
    if (log.random() < 0.4)
      log.change(at + log.random() * 20 * minute, task, { priority: log.pick(['low', 'medium', 'high'] as const) })
    if (log.random() < 0.4) log.change(at + 30 * minute, task, { assigneeId: log.pick(log.members) })
    if (log.random() < 0.3) log.change(at + 40 * minute, task, { tags: [log.pick(['web', 'app', 'ops'])] })
    log.change(at + 60 * minute, task, { status: 'started' })
    if (log.random() < 0.9) log.change(at + (2 + log.random() * 60) * 60 * minute, task, { status: 'completed' })
  }
}

/** What looks like a pattern and is none. */
function addLookalikes(log: LogWriter, projectId: string, office: string): void {
  const any = () => log.onDay(log.random() * (log.days - 3))
  // The same title at random times.
  for (let n = 0; n < 14; n++) log.task(any(), { projectId: office, title: 'Order coffee' })
  for (let n = 0; n < 5; n++) log.task(any(), { projectId: office, title: 'Repair the printer' })
  // Alike by their words and weekly, but each about something else.
  for (let n = 0; n < 20; n++)
    log.task(log.onDay(n * 7 + 2), { projectId: office, title: `Fix ${log.pick(words)} ${log.pick(words)} error` })
  // A series and a service make theirs.
  for (let n = 0; n < 20; n++) log.task(log.onDay(n * 7), { projectId: office, title: 'Rotate the keys' }, 'series')
  for (let n = 0; n < 20; n++)
    log.task(log.onDay(n * 7), { projectId: office, title: 'Mirror the issues' }, 'connection')
  for (let n = 0; n < 20; n++) {
    const at = any()
    // A rule answers.
    const epic = log.task(at, { projectId, type: 'epic', title: `Epic ${log.pick(words)}` })
    log.change(at + 1_000, epic, { tags: ['planning'] }, 'rule_run')
    // People do so in four of ten cases.
    const other = log.task(at - 2 * day, { projectId, title: `Server ${log.pick(words)}` })
    log.change(at, other, { tags: ['outage'] })
    if (log.random() < 0.4) log.change(at + minute, other, { priority: 'urgent' })
    // What comes first is no answer.
    const third = log.task(at - 5 * day, { projectId, title: `Letter ${log.pick(words)}` })
    log.change(at - 2 * minute, third, { priority: 'low' })
    log.change(at, third, { tags: ['post'] })
  }
  // One evening somebody goes through many tasks.
  const evening = log.onDay(40)
  for (let n = 0; n < 30; n++) {
    const task = log.task(evening + n * 2_000, {
      projectId,
      title: `Imported ${n} ${log.pick(words)}`,
      tags: ['import'],
    })
    log.change(evening + 60 * minute + n * 2_000, task, { priority: 'medium' })
  }
  // Parents with parts that all kinds of work have, and a template that was applied.
  for (let n = 0; n < 12; n++) {
    const at = any()
    const root = log.task(at, { projectId, title: `Feature ${log.pick(words)} ${n}` })
    for (const title of generic.filter(() => log.random() < 0.4))
      log.task(at + minute, { projectId, parentId: root.id, title })
    const commandId = log.id()
    const applied = log.task(at, { projectId: office, title: `Trip ${n}` }, 'user', commandId)
    for (const title of ['Book train', 'Book hotel', 'File expenses'])
      log.task(at, { projectId: office, parentId: applied.id, title }, 'user', commandId)
    log.applied(at + 1, office, commandId)
  }
}
