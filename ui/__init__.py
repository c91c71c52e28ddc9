"""What the pages share: language, the form made from the Experiment, the live panel, the services."""
