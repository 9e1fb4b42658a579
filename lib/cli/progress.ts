import type { SingleBar } from 'cli-progress';
import type { ReadProgress } from '#ports/log-source.ts';
import { withThousands } from '#report/look.ts';

/** Work shorter than this needs no bar. */
const QUIET_MS = 500;

export interface ProgressBar {
  onProgress(progress: ReadProgress): void;
  /** Takes the bar off the screen. */
  stop(): void;
}

/** A bar on standard error: files, events a second, time left. Only on a terminal, only when the work lasts. */
export function readingProgress(isWanted: boolean): ProgressBar {
  if (!isWanted || !process.stderr.isTTY) return { onProgress: () => {}, stop: () => {} };
  const startedMs = Date.now();
  let bar: SingleBar | undefined;
  let isLoading = false;
  let isStopped = false;

  const load = async (): Promise<void> => {
    isLoading = true;
    const { default: progress } = await import('cli-progress');
    if (isStopped) return;
    bar = new progress.SingleBar({
      format: '{bar} {percentage}%  {files} files  {rate} events/s  {left}',
      stream: process.stderr,
      clearOnComplete: true,
      // Nothing of the terminal is changed, so there is nothing to restore after Ctrl-C.
      hideCursor: false,
      linewrap: true,
      gracefulExit: false,
      barsize: 24,
      etaBuffer: 50,
    });
    bar.start(1, 0, { files: '', rate: '', left: '' });
  };

  return {
    onProgress(progress) {
      const elapsedMs = Date.now() - startedMs;
      if (elapsedMs < QUIET_MS) return;
      if (!bar && !isLoading) load().catch(() => {}); // a bar that cannot be drawn stops nobody
      bar?.setTotal(Math.max(1, progress.bytesTotal));
      bar?.update(progress.bytesDone, payloadOf(progress, elapsedMs));
    },
    stop() {
      isStopped = true;
      bar?.stop();
    },
  };
}

function payloadOf(progress: ReadProgress, elapsedMs: number): Record<string, string> {
  const { filesDone, filesTotal, bytesDone, bytesTotal, records } = progress;
  const leftSeconds =
    bytesDone > 0 && bytesTotal > bytesDone ? ((bytesTotal - bytesDone) / bytesDone) * (elapsedMs / 1000) : 0;
  return {
    files: `${withThousands(filesDone)}/${withThousands(filesTotal)}`,
    rate: withThousands(Math.round(records / (elapsedMs / 1000))),
    left: leftSeconds > 0 ? `${Math.ceil(leftSeconds)} s left` : '',
  };
}
