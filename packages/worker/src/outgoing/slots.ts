const inAll = 200
const perWorkspace = 50
const perTarget = 10

/** What is being sent at once: in all, for each workspace and to each place. */
export class Slots {
  readonly #targets = new Map<string, { busy: number; full: boolean }>()
  readonly #workspaces = new Map<string, { busy: number; full: boolean }>()
  #busy = 0
  #full = false

  /**
   * Takes as many as may be sent now to some places of a workspace, to those first that have fewest, and of many places little for each:
   * a few that hang would have all of it. {@link taken} says how many were needed.
   */
  take(workspaceId: string, targets: readonly string[]): { target: string; most: number }[] {
    const wanted: { target: string; most: number }[] = []
    const busy = (target: string) => this.#targets.get(`${workspaceId} ${target}`)?.busy ?? 0
    const share = Math.max(1, Math.floor(perWorkspace / targets.length))
    for (const target of [...targets].sort((a, b) => busy(a) - busy(b))) {
      const most = Math.min(
        Math.min(perTarget, share) - busy(target),
        perWorkspace - this.busy(workspaceId),
        inAll - this.#busy,
      )
      if (most <= 0) {
        this.#wait(workspaceId, target)
        continue
      }
      this.#add(workspaceId, target, most)
      wanted.push({ target, most })
    }
    return wanted
  }

  /** Gives back what was not needed. Where all was, there may be more. */
  taken(workspaceId: string, wanted: readonly { target: string; most: number }[], used: readonly string[]): void {
    const counts = Map.groupBy(used, (target) => target)
    for (const { target, most } of wanted) {
      const count = counts.get(target)?.length ?? 0
      if (count === most) this.#wait(workspaceId, target)
      this.#add(workspaceId, target, count - most)
    }
  }

  /** Takes one place for what is there already. @returns false when there is no room */
  takeOne(workspaceId: string, target: string): boolean {
    if (!this.hasRoom(workspaceId, target)) return false
    this.#add(workspaceId, target, 1)
    return true
  }

  /** Whether something is on its way to a place. */
  isBusy(workspaceId: string, target: string): boolean {
    return (this.#targets.get(`${workspaceId} ${target}`)?.busy ?? 0) > 0
  }

  /** @returns whether something may wait for this place */
  free(workspaceId: string, target: string): boolean {
    const [own, workspace] = [entry(this.#targets, `${workspaceId} ${target}`), entry(this.#workspaces, workspaceId)]
    const waited = own.full || workspace.full || this.#full
    own.full = workspace.full = this.#full = false
    this.#add(workspaceId, target, -1)
    return waited
  }

  /** How many are on their way for a workspace. */
  busy(workspaceId: string): number {
    return this.#workspaces.get(workspaceId)?.busy ?? 0
  }

  /** Whether places that may have more wait for room that any place of this workspace could give. */
  isWaitedFor(workspaceId: string): boolean {
    return this.#full || this.#workspaces.get(workspaceId)?.full === true
  }

  hasRoom(workspaceId: string, target: string): boolean {
    const busy = (map: Map<string, { busy: number }>, key: string) => map.get(key)?.busy ?? 0
    return (
      this.#busy < inAll &&
      busy(this.#workspaces, workspaceId) < perWorkspace &&
      busy(this.#targets, `${workspaceId} ${target}`) < perTarget
    )
  }

  /** A place may have more, and waits for the narrowest of what keeps it back. */
  #wait(workspaceId: string, target: string): void {
    const [own, workspace] = [entry(this.#targets, `${workspaceId} ${target}`), entry(this.#workspaces, workspaceId)]
    if (own.busy < perTarget && workspace.busy >= perWorkspace) workspace.full = true
    else if (own.busy < perTarget && this.#busy >= inAll) this.#full = true
    else own.full = true
  }

  #add(workspaceId: string, target: string, count: number): void {
    this.#busy += count
    change(this.#workspaces, workspaceId, count)
    change(this.#targets, `${workspaceId} ${target}`, count)
  }
}

function entry(map: Map<string, { busy: number; full: boolean }>, key: string) {
  let known = map.get(key)
  if (!known) map.set(key, (known = { busy: 0, full: false }))
  return known
}

function change(map: Map<string, { busy: number; full: boolean }>, key: string, count: number): void {
  const known = entry(map, key)
  known.busy += count
  if (known.busy === 0 && !known.full) map.delete(key)
}
