"""Makes plan corpora that never were: seeded, valid under the shapes, sized like real plans."""
