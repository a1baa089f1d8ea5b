import type { Approval, FormField, Patch } from '@orchestrator/domain'
import type { ProjectToChoose } from '@orchestrator/store'
import { escaped, short } from '../text.ts'
import { reasonField } from './show-approval.ts'
import { wholePatch } from './show-patch.ts'
import { type Block, plain, section } from './show-task.ts'

const input = (block: string, label: string, element: Block, { optional = false, hint = '' } = {}): Block => ({
  ...{
    type: 'input',
    block_id: block,
    label: plain(label, 2_000),
    optional,
    element: { action_id: 'value', ...element },
  },
  ...(hint !== '' && { hint: plain(hint, 2_000) }),
})

const modal = (
  callback: string,
  title: string,
  submit: string,
  metadata: unknown,
  blocks: readonly Block[],
): Block => ({
  ...{
    type: 'modal',
    callback_id: callback,
    title: plain(title, 24),
    submit: plain(submit, 24),
    close: plain('Cancel'),
  },
  ...{ private_metadata: JSON.stringify(metadata), blocks },
})

/** What a modal for a task carries along. */
export interface TaskModalOrigin {
  /** Where it was asked for, to be told there. */
  readonly channel: string | null
  /** The message of which it is made, and the beginning of its thread. */
  readonly message?: { readonly channel: string; readonly ts: string; readonly root: string }
}

export function taskModal(
  projects: readonly ProjectToChoose[],
  origin: TaskModalOrigin,
  given: { title?: string; description?: string; projectId?: string | null } = {},
): Block {
  const option = ({ id, key, name }: ProjectToChoose) => ({ text: plain(`${key} ${name}`), value: id })
  const first = projects.find(({ id }) => id === given.projectId)
  // Slack takes a hundred.
  const offered = [...new Set([...(first ? [first] : []), ...projects])].slice(0, 100)
  const initial = first ?? (offered.length === 1 ? offered[0] : undefined)
  return modal('task.create', 'New task', 'Create', origin, [
    input('title', 'Title', {
      ...{ type: 'plain_text_input', max_length: 500 },
      ...(given.title && { initial_value: given.title.slice(0, 500) }),
    }),
    input('project', 'Project', {
      ...{ type: 'static_select', options: offered.map(option), ...(initial && { initial_option: option(initial) }) },
    }),
    input('assignee', 'Assignee', { type: 'users_select' }, { optional: true }),
    input('due', 'Due', { type: 'datepicker' }, { optional: true }),
    input(
      'description',
      'Description',
      {
        ...{ type: 'plain_text_input', multiline: true, max_length: 3_000 },
        ...(given.description && { initial_value: given.description.slice(0, 3_000) }),
      },
      { optional: true },
    ),
  ])
}

/** What a modal for an answer carries along. */
export interface AnswerModalOrigin {
  readonly approvalId: string
  /** It is a no; only the reason is asked for. */
  readonly reject: boolean
}

export function rejectModal({ id, title }: Approval, fields: readonly FormField[]): Block {
  const reason = reasonField(fields)
  const origin: AnswerModalOrigin = { approvalId: id, reject: true }
  return modal('approval.answer', 'Reject', 'Reject', origin, [
    section(`*${escaped(short(title, 500))}*`),
    ...(reason ? [answerInput({ ...reason, label: 'Reason', required: false })] : []),
  ])
}

export function answerModal({ id, title }: Approval, fields: readonly FormField[]): Block {
  const origin: AnswerModalOrigin = { approvalId: id, reject: false }
  return modal('approval.answer', 'Answer', 'Answer', origin, [
    section(`*${escaped(short(title, 500))}*`),
    ...fields.map((field) => answerInput(field)),
  ])
}

/** What a modal for a no to a patch carries along. */
export interface PatchModalOrigin {
  readonly patchId: string
}

export function rejectPatchModal({ id, title }: Patch): Block {
  const origin: PatchModalOrigin = { patchId: id }
  return modal('patch.reject', 'Reject', 'Reject', origin, [
    section(`*${escaped(short(title, 500))}*`),
    input(
      'reason',
      'Reason',
      { type: 'plain_text_input', multiline: true, max_length: 2_000 },
      { optional: true, hint: 'For whoever proposed it.' },
    ),
  ])
}

/** All of it, to be read. */
export const patchModal = (patch: Patch): Block => ({
  ...{ type: 'modal', callback_id: 'patch.read', title: plain('Proposed', 24), close: plain('Close') },
  blocks: wholePatch(patch),
})

/** The block's id is the field's name. */
function answerInput(field: FormField): Block {
  return input(field.name, field.label, elementOf(field), { optional: !field.required, hint: field.help ?? '' })
}

const options = (values: readonly (string | number)[]) =>
  values.slice(0, 100).map((value, index) => ({ text: plain(String(value)), value: String(index) }))

function elementOf(field: FormField): Block {
  switch (field.kind) {
    case 'boolean':
      return {
        type: 'radio_buttons',
        options: [
          { text: plain('Yes'), value: 'true' },
          { text: plain('No'), value: 'false' },
        ].filter(({ value }) => field.only === null || String(field.only) === value),
      }
    case 'choice':
      return { type: 'static_select', options: options(field.options) }
    case 'choices':
      return { type: 'multi_static_select', options: options(field.options) }
    case 'number':
      return { type: 'number_input', is_decimal_allowed: !field.integer }
    case 'text':
      if (field.format === 'date') return { type: 'datepicker' }
      if (field.format === 'date-time') return { type: 'datetimepicker' }
      if (field.format === 'email') return { type: 'email_text_input' }
      if (field.format === 'uri') return { type: 'url_text_input' }
      return {
        type: 'plain_text_input',
        multiline: (field.max ?? 10_000) > 200,
        max_length: Math.min(field.max ?? 3_000, 3_000),
      }
  }
}
