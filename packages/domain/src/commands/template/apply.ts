import * as z from 'zod'
import type { Template } from '../../entities/template.ts'
import { AppError } from '../../errors.ts'
import { deriveId, Id } from '../../ids.ts'
import { planTemplate, TemplateInput, type TemplatePlan } from '../../templates/plan.ts'
import { placedError, wrongAt } from '../../templates/problems.ts'
import { settingOf } from '../../templates/setting.ts'
import { type CommandContext, defineCommand, type LoadedRows, type Need } from '../definition.ts'
import { emitInsert } from '../emit-update.ts'
import { NewEntityId } from '../fields.ts'
import { tagsNamed } from '../organize/ensure-tags.ts'
import { createProject } from '../project/create.ts'
import { ProjectKey, projectFields } from '../project/fields.ts'
import { membersIn } from '../task/custom-fields.ts'
import { installWorkflow, needsOfRules } from './install-workflow.ts'
import { makeTasks } from './make-tasks.ts'

const NewProject = z.strictObject({
  key: ProjectKey,
  name: projectFields.name.optional().meta({ description: 'by default as the template says' }),
  leadId: projectFields.leadId.optional(),
})

const ApplyTemplate = z.strictObject({
  id: NewEntityId,
  template: z.string().min(1).max(200).meta({ description: 'the template’s id or its name' }),
  ...TemplateInput.shape,
  projectId: Id.optional().meta({ description: 'a project that is there already' }),
  project: NewProject.optional().meta({ description: 'a new project, of a template of a project' }),
  parentId: Id.optional().meta({ description: 'a task of which the template’s tasks become parts' }),
})
export type ApplyTemplate = z.output<typeof ApplyTemplate>

export const applyTemplate = defineCommand({
  type: 'template.apply',
  summary: 'Make all that a template describes, in one piece: in a project that is there, or in a new one',
  data: ApplyTemplate,
  needs: ({ template }) => [
    Id.safeParse(template).success
      ? { kind: 'template', ids: [template.toLowerCase()] }
      : { kind: 'template', by: { name: template } },
    { all: 'workspace' },
  ],
  more(data, rows, commandId) {
    const template = templateOf(data, rows)
    return template ? needsOf(template, data, rows, commandId) : []
  },
  decide(data, context) {
    const template = templateOf(data, context)
    if (!template)
      throw new AppError('not_found', `there is no template ${data.template}`, {
        fields: [
          { path: 'template', expected: 'the id or the name of a template of this workspace', code: 'not_found' },
        ],
      })
    checkTarget(template, data)
    if (template.kind === 'workflow') context.allow('automation.manage')
    else if (data.projectId) context.allow('task.create', data.projectId)
    const plan = planTemplate(template, data, settingOf(context.all('workspace')[0], context.now))
    const projectId = template.kind === 'workflow' ? null : projectFor(template, plan, data, context)
    const made =
      projectId === null
        ? { tasks: [], relationIds: [] }
        : makeTasks(context, { template, plan, projectId, parentId: data.parentId })
    const installed =
      template.kind === 'workflow' ? installWorkflow(context, template, plan.values) : { stateIds: [], ruleIds: [] }
    const application = {
      id: data.id ?? deriveId(context.commandId, 'template_application'),
      templateId: template.id,
      templateName: template.name,
      templateVersion: template.version,
      projectId,
      madeProject: data.project !== undefined,
      startDate: plan.start,
      deadline: plan.deadline,
      ...made,
      ...installed,
      undoneAt: null,
      kept: [],
      version: 1,
      createdAt: context.now,
      updatedAt: context.now,
    }
    return emitInsert(context, 'template_application', application, { type: 'template.applied', projectId })
  },
})

const templateOf = (
  { template: name }: ApplyTemplate,
  rows: Pick<LoadedRows, 'find' | 'findBy'>,
): Template | undefined => rows.find('template', name.toLowerCase()) ?? rows.findBy('template', { name })

/** Whatever the plan refers to. When there is no plan, since something is wrong in the input, its refusal needs no more. */
function needsOf(template: Template, data: ApplyTemplate, rows: LoadedRows, commandId: string): Need[] {
  let plan: TemplatePlan
  try {
    plan = planTemplate(template, data, settingOf(rows.all('workspace')[0], rows.now))
  } catch {
    return []
  }
  const projectId = data.projectId ?? null
  const members = plan.tasks.flatMap((task) => [task.assigneeId, ...membersIn(task.customFields)])
  const { parentId } = data
  return [
    { kind: 'project', ids: [projectId] },
    ...(data.project ? createProject.needs({ ...data.project, name: template.name }, commandId) : []),
    // Locked, so that it is not deleted while it gets children.
    { kind: 'task', ids: [parentId], write: true },
    ...(parentId ? [{ fact: 'task_ancestors', id: parentId } as const] : []),
    { kind: 'member', ids: [...new Set([plan.project?.leadId, data.project?.leadId, ...members])] },
    { all: 'state' },
    ...(plan.tasks.length > 0 ? [{ all: 'custom_field' } as const] : []),
    ...needsOfRules(template, plan.values, commandId),
    ...tagsNamed(plan.tasks.flatMap((task) => task.tags)),
    ...(projectId && plan.tasks.length > 0 ? [{ numberIn: projectId, count: plan.tasks.length }] : []),
  ]
}

/** @throws AppError when the input names a place into which the template cannot go */
function checkTarget({ kind }: Template, { projectId, project, parentId }: ApplyTemplate): void {
  if (kind === 'workflow') {
    const given = Object.entries({ projectId, project, parentId }).find(([, value]) => value !== undefined)
    if (given) throw wrongAt(given[0], 'nothing: a workflow is the workspace’s')
    return
  }
  if (kind === 'task' && project) throw wrongAt('project', 'nothing: only a template of a project can make one')
  if ((projectId === undefined) === (project === undefined))
    throw wrongAt(
      'projectId',
      kind === 'project' ? 'a project, or a new one in `project`; one of both' : 'a project',
      'required',
    )
  if (project && parentId) throw wrongAt('parentId', 'nothing: the project is new')
}

function projectFor(template: Template, plan: TemplatePlan, data: ApplyTemplate, context: CommandContext): string {
  if (!data.project) return context.get('project', data.projectId ?? '', 'projectId').id
  const { key, name = plan.project?.name ?? template.name, leadId = plan.project?.leadId ?? null } = data.project
  const { description, startDate, targetDate } = plan.project ?? { description: '', startDate: null, targetDate: null }
  const id = deriveId(context.commandId, 'project')
  const status = template.content.project?.status
  const project = placedError('project', () =>
    createProject.data.parse({ id, key, name, description, leadId, startDate, targetDate, status }),
  )
  placedError('project', () => createProject.decide(project, context))
  return id
}
