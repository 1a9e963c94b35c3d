// Calls encode pictures in several browsers: one test at a time keeps a small machine fast enough for real-time media.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
