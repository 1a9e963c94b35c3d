/** Parts of the page that are loaded when first needed, and what is seen while they are not there. */
import { type ComponentType, type ReactNode, useEffect, useState } from 'react';
import { PartFailed } from './controls/PartFailed';
import { whenIdle } from './whenIdle';

export interface LazyPart<P> {
  (props: P): ReactNode;
  /** Loads it ahead; resolves also when that fails, for it is tried again when the part is needed. */
  preload(): Promise<void>;
}

export interface LazyPartOptions {
  /** Shown while it is loaded; by default nothing. */
  readonly waiting?: ReactNode;
  /** Leaves it until the browser has nothing better to do: for what is on the page but not needed at once. Default false. */
  readonly patient?: boolean;
}

/**
 * Like React's `lazy`, with two differences: a load that fails says so in the part's place and can be repeated, where `lazy` takes the whole
 * page down and remembers the failure; and a part that was preloaded is rendered at once.
 */
export function lazyPart<P extends object>(
  load: () => Promise<{ readonly default: ComponentType<P> }>,
  { waiting = null, patient = false }: LazyPartOptions = {},
): LazyPart<P> {
  let loaded: ComponentType<P> | null = null;
  let loading: Promise<boolean> | null = null;

  /** False when it cannot be had now. */
  function fetchPart(): Promise<boolean> {
    loading ??= load().then(
      (module) => {
        loaded = module.default;
        return true;
      },
      () => {
        loading = null;
        return false;
      },
    );
    return loading;
  }

  // biome-ignore lint/correctness/noComponentHookFactories: parts are defined once per module, as with React's own `lazy`.
  function Part(props: P): ReactNode {
    const [state, setState] = useState<'loading' | 'there' | 'failed'>(loaded === null ? 'loading' : 'there');

    useEffect(() => {
      if (state !== 'loading') return;
      let over = false;
      const begin = () => {
        void fetchPart().then((there) => {
          if (!over) setState(there ? 'there' : 'failed');
        });
      };
      const stop = patient ? whenIdle(begin) : begin();
      return () => {
        over = true;
        stop?.();
      };
    }, [state]);

    if (state === 'failed') {
      const onClose = 'onClose' in props && typeof props.onClose === 'function' ? () => (props.onClose as () => void)() : null;
      return <PartFailed onRetry={() => setState('loading')} onClose={onClose} />;
    }
    const Loaded = loaded;
    return Loaded === null ? waiting : <Loaded {...props} />;
  }

  return Object.assign(Part, {
    preload: async () => {
      await fetchPart();
    },
  });
}

/** So long a view is left to itself before what it may open is loaded (ms): in a call the first picture comes first. */
const PRELOAD_AFTER_MS = 300;

/** Loads parts ahead, one after the other, each when the browser has time. What fails is tried again when `wanted` comes back. */
export function usePreload(parts: readonly Pick<LazyPart<never>, 'preload'>[], wanted: boolean): void {
  useEffect(() => {
    if (!wanted) return;
    let stop = () => {};
    let over = false;
    function next(index: number): void {
      const part = parts[index];
      if (part === undefined || over) return;
      stop = whenIdle(() => void part.preload().then(() => next(index + 1)));
    }
    const timer = setTimeout(() => next(0), PRELOAD_AFTER_MS);
    return () => {
      over = true;
      clearTimeout(timer);
      stop();
    };
  }, [parts, wanted]);
}
