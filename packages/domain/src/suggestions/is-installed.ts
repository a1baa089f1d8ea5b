import type { Rule } from '../entities/rule.ts'
import type { Series } from '../entities/series.ts'
import type { AutomationSuggestion } from '../entities/suggestion.ts'
import type { Template } from '../entities/template.ts'
import { sameJson } from '../merge.ts'
import { plainTitle, titleLikeness } from '../text/titles.ts'

/** The automations that a workspace has. */
export interface Installed {
  readonly series: readonly Series[]
  readonly rules: readonly Rule[]
  readonly templates: readonly Template[]
}

const alike = 0.7

type Data = Readonly<Record<string, unknown>>

/** Whether the workspace has an automation that does what is suggested, also one that is switched off: somebody thought of it already. */
export function isInstalled({ commands }: AutomationSuggestion, { series, rules, templates }: Installed): boolean {
  return commands.every(({ type, data }) => {
    if (type === 'series.create') return series.some((one) => one.projectId === data['projectId'] && isTask(one, data))
    if (type === 'rule.create') return rules.some((rule) => sameJson(rule.when, data['when']) && doesAll(rule, data))
    return templates.some((template) => hasMost(template, data))
  })
}

const isTask = ({ task, status }: Series, data: Data) =>
  status !== 'ended' && task !== null && isAlike(task.title, (data['task'] as { title: string }).title)

const doesAll = (rule: Rule, data: Data) =>
  (data['then'] as readonly Data[]).every((wanted) =>
    (rule.then as readonly Data[]).some((action) =>
      Object.entries(wanted).every(([field, value]) => sameJson(action[field], value)),
    ),
  )

const hasMost = ({ content }: Template, data: Data) => {
  const { tasks } = data['content'] as { tasks: readonly { readonly title: string }[] }
  return (
    tasks.filter(({ title }) => content.tasks.some((one) => isAlike(one.title, title))).length >= alike * tasks.length
  )
}

const withoutVariables = (title: string) => plainTitle(title.replace(/\{\{.*?\}\}/g, ' '))
const isAlike = (a: string, b: string) => titleLikeness(withoutVariables(a), withoutVariables(b)) >= alike
