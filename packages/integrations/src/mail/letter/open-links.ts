import { oneLine } from './digest-groups.ts'
import type { Link } from './letter.ts'

const most = 3

/** To where a task is in connected services: there is no page of ours for it. */
export const openLinks = (
  places: readonly { readonly key: string | null; readonly connection: string; readonly url: string }[] = [],
): Link[] =>
  places
    .slice(0, most)
    .map(({ key, connection, url }) => ({ label: oneLine(`Open ${key ?? `in ${connection}`}`), url }))
