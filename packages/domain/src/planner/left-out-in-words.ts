import type { PlanContext } from './context.ts'

/** What a plan does not know of, a line for each, as Markdown: so that nobody takes its days for surer than they are. */
export function leftOutInWords({ open, openLeftOut, projectId }: PlanContext): string[] {
  const { own, others } = openLeftOut
  const seen = open.filter((task) => task.projectId === projectId).length
  return [
    ...(own > 0
      ? [`Of the ${seen + own} open tasks of the project only ${seen} were looked at, those with the nearest days.`]
      : []),
    ...(others > 0
      ? [
          `${others} open tasks that people have in other projects were not looked at: they have less time than this says.`,
        ]
      : []),
  ]
}
