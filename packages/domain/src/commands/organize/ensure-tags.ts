import { deriveId } from '../../ids.ts'
import type { CommandContext, Need } from '../definition.ts'
import { emitInsert } from '../emit-update.ts'

/** The tags of these names, kept from being deleted while a task is given them. */
export const tagsNamed = (...lists: readonly (readonly string[] | undefined)[]): Need[] => {
  const names = [...new Set(lists.flatMap((list) => list ?? []))]
  return names.length > 0 ? [{ kind: 'tag', by: { name: names }, keep: true }] : []
}

/** Makes the tags that a task is given for the first time, so that nobody has to declare a tag before using it. */
export function ensureTags(context: CommandContext, names: readonly string[]): void {
  for (const name of names) {
    if (context.findBy('tag', { name })) continue
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
