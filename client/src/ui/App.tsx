import { lazy, Suspense } from 'react';
import { PageWaiting } from './controls/Waiting';
import { Home } from './home/Home';
import { NotFound } from './home/NotFound';
import { wasInCall } from './room/wasInCall';
import { parseRoute, usePath } from './router';
import './styles/base.css';

const RoomPage = lazy(() => import('./room/RoomPage'));

/** The whole page: one of three views, by the address. */
export function App() {
  const route = parseRoute(usePath());
  switch (route.view) {
    case 'home':
      return <Home />;
    case 'not-found':
      return <NotFound />;
    case 'room':
      // A new room is a new call: the key takes the old one down.
      return (
        <Suspense fallback={<PageWaiting dark={wasInCall()} />}>
          <RoomPage key={route.room} room={route.room} />
        </Suspense>
      );
  }
}
