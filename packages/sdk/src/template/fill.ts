import { ConditionError, compileTemplate } from '@orchestrator/domain/conditions'
import { compiledIn, type TemplateValues } from './scope.ts'

/** Fills a text of a rule. */
export interface Fill {
  /**
   * A text with CEL in double braces, as rules have it: null prints as nothing, a list with commas.
   *
   * @example
   * ```ts
   * fill('{{size(event.task.tags)}} tags: {{event.task.tags}}', { event })
   * ```
   */
  (text: string, values: TemplateValues): string
  /** The value of a text that is one expression, as JSON. */
  json(text: string, values: TemplateValues): never
}

const compiled = (text: string, values: TemplateValues) => {
  const { compiled: template, event, variables } = compiledIn(values, (schema) => compileTemplate(text, schema))
  if (!template.ok) throw new ConditionError(text, template.problems)
  return { template, event, variables }
}

export const fill: Fill = Object.assign(
  (text: string, values: TemplateValues): string => {
    const { template, event, variables } = compiled(text, values)
    return template.render(event, {}, variables)
  },
  {
    json(text: string, values: TemplateValues): never {
      const { template, event, variables } = compiled(text, values)
      // What it is only whoever wrote the text knows: it goes wherever they put it.
      return template.value(event, variables) as never
    },
  },
)
