/** The tasks above a task, nearest first; a circle ends where it closes. */
export function ancestorsOf(id: string, parentOf: (id: string) => string | null | undefined): readonly string[] {
  const above: string[] = []
  for (let at = parentOf(id); at && !above.includes(at); at = parentOf(at)) above.push(at)
  return above
}
