/** One entry of an `RTCStatsReport` (W3C webrtc-stats): names are the standard's, any of them may be missing in a browser. */
export type Stat = Readonly<Record<string, unknown>> & { readonly id: string; readonly type: string };

/** An `RTCStatsReport`, or a recorded one in a test. */
export interface StatsReport {
  forEach(visit: (stat: Stat) => void): void;
}

export type StatsById = ReadonlyMap<string, Stat>;

export function byId(report: StatsReport): StatsById {
  const stats = new Map<string, Stat>();
  report.forEach((stat) => {
    stats.set(stat.id, stat);
  });
  return stats;
}

export function ofType(stats: StatsById, type: string): Stat[] {
  return [...stats.values()].filter((stat) => stat.type === type);
}

export function numberOf(stat: Stat | undefined, name: string): number | null {
  const value = stat?.[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

export function textOf(stat: Stat | undefined, name: string): string | null {
  const value = stat?.[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** The entry that `stat[name]` points to. */
export function follow(stats: StatsById, stat: Stat | undefined, name: string): Stat | undefined {
  const id = textOf(stat, name);
  return id === null ? undefined : stats.get(id);
}
