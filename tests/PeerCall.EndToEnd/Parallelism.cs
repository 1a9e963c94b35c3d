// Calls encode pictures in several browsers: one of them at a time keeps a small machine fast enough for real-time media. Beside it goes what mostly waits: causes, and TURN without browsers.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]
