import { AppError } from '../../errors.ts'
import { deriveId } from '../../ids.ts'
import type { CommandContext } from '../definition.ts'
import { emitInsert } from '../emit-update.ts'

const limit = 2_000

/** Makes the tags that a task is given for the first time, so that nobody has to declare a tag before using it. */
export function ensureTags(context: CommandContext, names: readonly string[]): void {
  for (const name of names) {
    if (context.findBy('tag', { name })) continue
    if (context.all('tag').length >= limit)
      throw new AppError('invalid_state', `the workspace has ${limit} tags, the most it can have`)
    const tag = {
      id: deriveId(context.commandId, 'tag', name),
      name,
      color: '#868e96',
      description: '',
      version: 1,
      createdAt: context.now,
      updatedAt: context.now,
    }
    emitInsert(context, 'tag', tag, { type: 'tag.created' })
  }
}
