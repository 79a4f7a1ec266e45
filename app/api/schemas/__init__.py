"""The bodies of the HTTP contract, a module for each resource, with limits and an example each that runs."""
