import type { GetPromptResult, Prompt } from '@modelcontextprotocol/sdk/types.js'
import { AppError } from '@orchestrator/domain'

interface PromptDefinition extends Prompt {
  readonly arguments: { readonly name: string; readonly description: string; readonly required: boolean }[]
  text(given: Readonly<Record<string, string>>): string
}

const project = { name: 'project', description: 'its key or name', required: true }

const definitions: readonly PromptDefinition[] = [
  {
    name: 'plan_project',
    title: 'Plan a project',
    description: 'Turns a goal into tasks with estimates and an order, proposed as one patch.',
    arguments: [project, { name: 'goal', description: 'what is to be reached, and by when', required: true }],
    text: ({ project: name, goal }) =>
      `Plan the project ${name}. The goal: ${goal}

1. Find the project (list_projects, get_project) and what is there already (list_tasks, list_milestones, list_members).
2. Read how people want proposals to be (list_preferences).
3. Break the goal into tasks that one person finishes in a few days, and say what each depends on.
4. Give them to plan_project with dryRun: take its estimates, order, days and people unchanged. Then call it without dryRun, so that it proposes one patch.
5. Show me what you proposed and where you are unsure. Do not accept it yourself.`,
  },
  {
    name: 'review_open_patches',
    title: 'Review open patches',
    description: 'Goes through what waits for a decision, with a recommendation for each operation.',
    arguments: [{ ...project, required: false }],
    text: ({ project: name }) =>
      `Go through the patches that wait for a decision${name ? ` in the project ${name}` : ''}.

1. List them (list_patches with status proposed and partly_accepted) and read each (get_patch), with what it is about (get_task, get_project).
2. For each operation say in one line what it does, what speaks for and against it, and whether you would accept or reject it.
3. Wait for my decision. Then carry out just that with review_patch, and tell me what was applied and what was stale.`,
  },
  {
    name: 'report_on_project',
    title: 'Report on a project',
    description: 'How a project is doing, for people who do not work in it, with figures from the log.',
    arguments: [project],
    text: ({ project: name }) =>
      `Report on the project ${name} for people who do not work in it.

Use get_project_health for all figures: quote them, compute none yourself, and say what is unknown. Look at the tasks behind each risk (get_task, list_events) before you name a cause. Half a page: the state and why, what was done lately, what is at risk, and what somebody has to decide.`,
  },
]

export const prompts: readonly Prompt[] = definitions.map(({ text: _, ...prompt }) => prompt)

/** @throws AppError `not_found`, `invalid_input` */
export function getPrompt(name: string, given: Readonly<Record<string, string>>): GetPromptResult {
  const found = definitions.find((one) => one.name === name)
  if (!found) throw new AppError('not_found', `there is no prompt ${JSON.stringify(name)}`)
  const absent = found.arguments.filter((one) => one.required && !given[one.name]?.trim())
  if (absent.length > 0)
    throw new AppError('invalid_input', `${absent.map((one) => one.name).join(' and ')}: a text`, {
      fields: absent.map((one) => ({
        path: `arguments.${one.name}`,
        expected: `a text: ${one.description}`,
        code: 'required',
      })),
    })
  return {
    ...(found.description !== undefined && { description: found.description }),
    messages: [{ role: 'user', content: { type: 'text', text: found.text(given) } }],
  }
}
