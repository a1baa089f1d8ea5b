import { randomFrom } from '@orchestrator/domain/random'

export interface BenchTask {
  readonly key: string
  readonly text: string
}

/** What somebody wants planned, and the tasks of which a good answer speaks. */
export interface Goal {
  readonly words: string
  readonly refersTo: readonly string[]
}

const areas = [
  ...[
    'billing',
    'onboarding',
    'search',
    'reporting',
    'mobile',
    'security',
    'hiring',
    'website',
    'support',
    'logistics',
  ],
  ...[
    'payroll',
    'warehouse',
    'newsletter',
    'translation',
    'analytics',
    'printing',
    'catering',
    'training',
    'licensing',
    'archive',
  ],
]
const objects = [
  ...[
    'invoice',
    'form',
    'index',
    'chart',
    'screen',
    'password',
    'interview',
    'banner',
    'ticket',
    'parcel',
    'contract',
    'shelf',
  ],
  ...[
    'letter',
    'glossary',
    'dashboard',
    'poster',
    'menu',
    'course',
    'certificate',
    'folder',
    'price list',
    'calendar',
    'budget',
    'survey',
  ],
]
const verbs = ['Draft', 'Check', 'Replace', 'Clean up', 'Migrate', 'Review', 'Fix', 'Extend', 'Document', 'Test']
const reasons = [
  'Customers have asked for it, and what we have today breaks on Mondays.',
  'The old way stays until the end of the quarter; after that nobody maintains it.',
  'Two people have begun and left notes. Ask before anything is thrown away.',
  'It has to be done before the audit, and the numbers must be the same as before.',
]

/** A workspace with tasks of many areas, and goals whose answers refer to the tasks on one thing in one area; always the same. */
export function planGoals(taskCount: number, goalCount: number): { tasks: BenchTask[]; goals: Goal[] } {
  const random = randomFrom(20_260_101)
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T
  const about = Array.from({ length: taskCount }, () => ({ area: pick(areas), object: pick(objects) }))
  const tasks = about.map(({ area, object }, n): BenchTask => {
    const many = random() < 0.4
    const key = `T-${n + 1}`
    const details = Array.from({ length: 1 + Math.floor(random() * 4) }, () => pick(reasons)).join(' ')
    return {
      key,
      text: `${key} ${pick(verbs)} the ${area} ${object}${many ? 's' : ''} (open, ${Math.ceil(random() * 40)}h). ${details}`,
    }
  })
  const goals = Array.from({ length: goalCount }, (): Goal => {
    const { area, object } = pick(about)
    const refersTo = about.flatMap((one, n) => (one.area === area && one.object === object ? `T-${n + 1}` : []))
    return { words: `Plan how all ${object}s of ${area} move to the new supplier`, refersTo }
  })
  return { tasks, goals }
}
