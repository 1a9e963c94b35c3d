/** Numbers and times as a person reads them. */
import { language, t } from './text';

const none = () => t.link.noneYet;

export function formatMs(value: number | null): string {
  return value === null ? none() : t.units.ms(Math.round(value));
}

/** A rate in bit/s. */
export function formatBitrate(value: number | null): string {
  if (value === null) return none();
  return value >= 1_000_000 ? t.units.mbit((value / 1_000_000).toFixed(1)) : t.units.kbit(Math.round(value / 1_000));
}

export function formatPercent(value: number | null): string {
  if (value === null) return none();
  return t.units.percent(value > 0 && value < 10 ? value.toFixed(1) : value.toFixed(0));
}

/** A size: "12 KB", "3.4 MB" (decimal, as disks and browsers count). */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return t.units.bytes(bytes);
  if (bytes < 999_500) return t.units.kilobytes((bytes / 1_000).toFixed(0));
  if (bytes < 999_500_000) return t.units.megabytes((bytes / 1_000_000).toFixed(1));
  return t.units.gigabytes((bytes / 1_000_000_000).toFixed(2));
}

/** How fast a file goes, from bytes a second. */
export function formatSpeed(bytesPerSecond: number): string {
  return t.units.perSecond(formatBytes(Math.round(bytesPerSecond)));
}

/** How long, roughly: "12 s", "3 min 20 s", "1 h 5 min". */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (seconds < 60) return t.units.seconds(String(seconds));
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? t.units.minutes(minutes, seconds % 60) : t.units.hours(Math.floor(minutes / 60), minutes % 60);
}

const clockFormat = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit' });

/** The time of day. */
export function formatTime(at: number): string {
  return clockFormat.format(at);
}
