import type { Comment } from '@orchestrator/domain'
import { cut } from '../output/cut.ts'
import { withoutEmpty } from '../output/without-empty.ts'

/** A comment as models see it. @param most characters of its text */
export const commentLine = (
  { id, taskId, authorId, externalAuthor, body, createdAt }: Comment,
  most: number,
  rest = 'list_comments has more',
): Record<string, unknown> =>
  withoutEmpty({ id, taskId, authorId, externalAuthor, body: cut(body, most, rest), createdAt })
