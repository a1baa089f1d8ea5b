import * as z from 'zod'
import { PreferenceContext, PreferenceScope } from '../../entities/preference.ts'
import { AppError } from '../../errors.ts'
import { Id } from '../../ids.ts'
import type { CommandContext, Need } from '../definition.ts'

/** What people say of a preference. */
export const preferenceFields = { words: z.string().trim().min(1).max(500), context: PreferenceContext.partial() }

/** For whose proposals it is to count. */
export const placeFields = {
  scope: PreferenceScope,
  projectId: Id.nullable().optional().meta({ description: 'the project, where that is the scope' }),
}

/** Where a preference counts, after what was said of it now. */
export const contextWith = (
  known: PreferenceContext,
  said: z.output<typeof preferenceFields.context> | undefined,
): PreferenceContext => ({
  command: said?.command === undefined ? known.command : said.command,
  field: said?.field === undefined ? known.field : said.field,
  tag: said?.tag === undefined ? known.tag : said.tag,
  projectId: said?.projectId === undefined ? known.projectId : said.projectId,
})

export interface Place {
  readonly scope: PreferenceScope
  readonly projectId: string | null
}

export const placeNeeds = (projectId: string | null | undefined): Need[] =>
  projectId ? [{ kind: 'project', by: { id: projectId }, keep: true }] : []

/** @throws AppError `invalid_input` when a project is missing, or there is one too many; `not_found` when it is not there */
export function placeOf(
  { scope, projectId = null }: { scope: PreferenceScope; projectId?: string | null | undefined },
  context: CommandContext,
): Place {
  if (projectId !== null) context.get('project', projectId, 'projectId')
  if ((scope === 'project') === (projectId === null))
    throw new AppError('invalid_input', 'a preference of a project, and only that, names the project', {
      fields: [{ path: 'projectId', expected: scope === 'project' ? 'the project' : 'none', code: 'invalid' }],
    })
  return { scope, projectId }
}

/**
 * Everybody has preferences of their own; a project’s are for those who may edit it, the workspace’s for those who may edit all projects.
 * @throws AppError `forbidden`
 */
export function allowPlace(context: CommandContext, { scope, projectId }: Place, memberId: string | null): void {
  context.allow('preference.edit')
  if (scope !== 'user') context.allow('project.edit', projectId)
  else if (memberId !== context.actor.memberId)
    throw new AppError('forbidden', 'everybody says for themselves what they prefer')
}
