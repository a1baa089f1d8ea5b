import { quoted } from '../patches/in-words.ts'
import type { PlanDraft } from './draft.ts'

/**
 * What a text says of tasks that are not there, as questions: whoever wrote it cannot know which are open.
 * @param identifiers of open tasks of the project
 */
export function withoutStrangers(draft: PlanDraft, identifiers: ReadonlySet<string>): PlanDraft {
  const keys = new Set(draft.tasks.map(({ key }) => key))
  const isKnown = (name: string) => keys.has(name) || identifiers.has(name)
  const questions = draft.tasks.flatMap(({ title, dependsOn }) =>
    dependsOn
      .filter((name) => !isKnown(name))
      .map((name) => `For what does ${quoted(title)} wait? ${name} is no open task of the project.`),
  )
  const tasks = draft.tasks.map((task) => ({ ...task, dependsOn: task.dependsOn.filter(isKnown) }))
  return { ...draft, tasks, questions: [...draft.questions, ...questions] }
}
