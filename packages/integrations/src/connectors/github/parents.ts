import * as z from 'zod'
import type { FieldValue, Item } from '../../connector/item.ts'
import type { GitHubClient } from './client.ts'
import { type Issue, numberOf } from './items.ts'
import { refuse } from './writes.ts'

/** @param item the child as it is there, with its parent */
export async function setParent(client: GitHubClient, child: Issue, item: Item, parent: FieldValue): Promise<void> {
  const base = '/repositories/{repository_id}/issues'
  const query = { repository_id: item.containerId, sub_issue_id: child.id }
  const before = item.fields['parent']
  if (parent !== null) {
    await client.ask(z.unknown(), `POST ${base}/${numberIn(parent, item)}/sub_issues`, {
      ...query,
      replace_parent: true,
    })
  } else if (typeof before === 'string') {
    await client.ask(z.unknown(), `DELETE ${base}/${numberIn(before, item)}/sub_issue`, query)
  }
}

function numberIn(parent: FieldValue, { containerId }: Item): number {
  const id = String(parent)
  const number = numberOf({ type: 'issue', id })
  // The number alone would be an issue of this repository.
  if (Number.isNaN(number) || !id.startsWith(`${containerId}/`)) {
    throw refuse('parent', `${JSON.stringify(parent)} is no issue of this repository`)
  }
  return number
}
