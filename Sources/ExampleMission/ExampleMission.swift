// ExampleMission
