import { createTag, deleteTag } from '../../commands/organize/tags.ts'
import { quoted } from '../in-words.ts'
import { makes, removes } from './definition.ts'

export const createTagOperation = makes(createTag, {
  kind: 'tag',
  undoneBy: 'tag.delete',
  summary: ({ name }) => `Create tag ${quoted(name)}`,
  inUse: {
    needs: (ids) => ids.map((id) => ({ fact: 'tag_task_count', id })),
    reason: (context, id) => (context.fact('tag_task_count', id) > 0 ? 'tasks carry it' : null),
  },
})

export const deleteTagOperation = removes(deleteTag, createTagOperation, {
  words: 'Delete the tag',
})
