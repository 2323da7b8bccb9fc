echo jar > app-1.2.3.jar
echo conf > config.ini
