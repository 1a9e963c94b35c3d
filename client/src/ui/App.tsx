import { PageWaiting } from './controls/Waiting';
import { Home } from './home/Home';
import { NotFound } from './home/NotFound';
import { lazyPart } from './lazyPart';
import { wasInCall } from './room/wasInCall';
import { parseRoute, usePath } from './router';
import './styles/base.css';

const RoomPage = lazyPart(() => import('./room/RoomPage'), { waiting: <RoomWaiting /> });
const TestPage = lazyPart(() => import('./test/TestPage'), { waiting: <PageWaiting /> });

/** The whole page: one of four views, by the address. */
export function App() {
  const route = parseRoute(usePath());
  switch (route.view) {
    case 'home':
      return <Home />;
    case 'test':
      return <TestPage />;
    case 'not-found':
      return <NotFound />;
    case 'room':
      // A new room is a new call: the key takes the old one down.
      return <RoomPage key={route.room} room={route.room} />;
  }
}

function RoomWaiting() {
  return <PageWaiting dark={wasInCall()} />;
}
