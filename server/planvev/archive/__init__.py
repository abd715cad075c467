"""The durable truth: graphs as files, in the checkout (``files``) and in generations (``archive``).

=============  ====================================================================
layout         which file of ``data/`` and ``ontology/`` holds which graph
files          graph files and source texts, read from a checkout
canonical      one graph as sorted N-Triples; ``tags`` keeps language tags as put
patch          differences of two texts; changes that leave all other lines alone
manifest       what a generation holds; ``graph_files``: one graph's file
archive        reading, without a lock
writing        commits, under the lock (``lock``), durable at each step (``durable``)
system         the system calls of writing, one method each
history        log and differences; ``checkout``: go back; ``snapshot``: cite
prune, verify  remove what is old; read everything again
=============  ====================================================================
"""
