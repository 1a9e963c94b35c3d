// Each test has processes of its own, and two cores have enough to do with one at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
