import { type CustomField, type CustomFieldValue, customFieldSchema } from '../../entities/custom-field.ts'
import { AppError } from '../../errors.ts'
import { Id } from '../../ids.ts'
import { sameJson } from '../../merge.ts'
import { parse } from '../../parse.ts'
import type { CommandContext } from '../definition.ts'
import { checkMember, wrong } from './validate.ts'

type Values = Readonly<Record<string, CustomFieldValue>>
type Patch = Readonly<Record<string, CustomFieldValue | null>>

/** The values that may be members' ids: which of them are is known only when the fields are. */
export const membersIn = (patch: Patch | undefined): string[] =>
  Object.values(patch ?? {}).flatMap((value) => Id.safeParse(value).data ?? [])

/** Checks and merges custom field values into those that are there. */
export function mergeCustomFields(
  context: CommandContext,
  projectId: string,
  current: Values,
  patch: Patch,
): Record<string, CustomFieldValue> {
  const next = { ...current }
  for (const [key, value] of Object.entries(patch)) {
    const field = context.findBy('custom_field', { key })
    if (!field || !appliesTo(field, projectId))
      throw wrong(pathOf(key), 'a custom field of this project', 'unknown_field')
    if (field.required && isEmpty(value)) throw missing([field])
    if (value === null) delete next[key]
    // Whoever sends back what is there changes nothing, so that it need not be right by today's options and members.
    else if (!sameJson(current[key], value)) next[key] = checkValue(context, field, value)
  }
  return next
}

/** @throws AppError `invalid_input` naming all required fields of the project that have no value */
export function checkRequired(context: CommandContext, projectId: string, values: Values): void {
  const lacking = context
    .all('custom_field')
    .filter((field) => field.required && appliesTo(field, projectId) && isEmpty(values[field.key]))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
  if (lacking.length > 0) throw missing(lacking)
}

function checkValue(context: CommandContext, field: CustomField, value: CustomFieldValue): CustomFieldValue {
  const checked = parse(customFieldSchema(field), value, pathOf(field.key), ['customFields', field.key])
  if (field.type === 'user') checkMember(context, checked as string, pathOf(field.key))
  return checked
}

const pathOf = (key: string) => `customFields.${key}`

const appliesTo = (field: CustomField, projectId: string) =>
  field.projectIds === null || field.projectIds.includes(projectId)

const isEmpty = (value: CustomFieldValue | null | undefined) =>
  value === null ||
  value === undefined ||
  (typeof value === 'string' && value.trim() === '') ||
  (Array.isArray(value) && value.length === 0)

const missing = (fields: readonly CustomField[]) => {
  const problems = fields.map(({ key, type }) => ({
    path: pathOf(key),
    expected: `a value of type ${type}: this field is required`,
    code: 'required',
  }))
  return new AppError('invalid_input', `${problems[0]?.path}: ${problems[0]?.expected}`, { fields: problems })
}
