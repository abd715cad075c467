"""What leaves planvev: plans as tables, StratML, graphs and RDF."""
